-- One row per cut × node with answers: whether it may be shown by class, and whether it is, or joins its parent's pool.
-- As core_shown, with every class in every step in place of every step: enough answers or none at all; the pool likewise.
-- A node made of several groups that are told apart has to be linked: in every step each class shares enough answers with
-- the largest one, in groups that hold both; otherwise "these units less this class" could be a handful.
with rules as (
    select value as limit_answers
    from reg_rule
    where name = 'base_hidden_below'
),
enough as (
    select
        node.cut_id,
        node.node_id,
        node.parent_node_id,
        sum(cell.answers) as answers,
        node.is_shown and min(cell.answers) >= any_value(rules.limit_answers) as is_enough
    from core_cut_node as node
    inner join core_cut_cell as cell
        on cell.cut_id = node.cut_id
        and cell.node_id = node.node_id
    cross join rules
    group by
        node.cut_id,
        node.node_id,
        node.parent_node_id,
        node.is_shown
),
groups as (
    select
        answered.cut_id,
        enough.node_id,
        atoms.atom_id,
        answered.period,
        answered.class_id,
        sum(answered.answers) as answers
    from core_cut_answered as answered
    inner join bridge_placement_node as bridge
        on bridge.placement_id = answered.placement_id
    inner join enough
        on enough.cut_id = answered.cut_id
        and enough.node_id = bridge.node_id
        and enough.is_enough
    inner join core_cut_atom as atoms
        on atoms.cut_id = answered.cut_id
        and atoms.placement_id = answered.placement_id
    -- a place without anything below is one group: nothing in it can be told apart
    where bridge.node_id in (select parent_node_id from dim_node)
    group by
        answered.cut_id,
        enough.node_id,
        atoms.atom_id,
        answered.period,
        answered.class_id
),
largest as (
    select
        cut_id,
        node_id,
        period,
        class_id
    from core_cut_cell
    qualify row_number() over (partition by cut_id, node_id, period order by answers desc, class_id) = 1
),
links as (
    select
        here.cut_id,
        here.node_id,
        here.period,
        here.class_id,
        sum(case when there.answers is not null then here.answers else 0 end) as answers_here,
        sum(coalesce(there.answers, 0)) as answers_there
    from groups as here
    inner join largest
        on largest.cut_id = here.cut_id
        and largest.node_id = here.node_id
        and largest.period = here.period
    left join groups as there
        on there.cut_id = here.cut_id
        and there.node_id = here.node_id
        and there.atom_id = here.atom_id
        and there.period = here.period
        and there.class_id = largest.class_id
    group by
        here.cut_id,
        here.node_id,
        here.period,
        here.class_id
),
unlinked as (
    select distinct
        links.cut_id,
        links.node_id
    from links
    cross join rules
    where
        links.answers_here < rules.limit_answers
        or links.answers_there < rules.limit_answers
),
children as (
    select
        enough.cut_id,
        enough.node_id,
        enough.parent_node_id,
        enough.answers,
        enough.is_enough and unlinked.node_id is null as is_able
    from enough
    left join unlinked
        on unlinked.cut_id = enough.cut_id
        and unlinked.node_id = enough.node_id
),
ordered as (
    select
        *,
        case
            when is_able then row_number() over (
                partition by cut_id, parent_node_id, is_able
                order by answers, node_id
            )
            else 0
        end as joining,
        count(case when not is_able then 1 end) over (partition by cut_id, parent_node_id) as unable
    from children
),
given as (
    select
        ordered.cut_id,
        ordered.parent_node_id,
        ordered.joining,
        cell.period,
        cell.class_id,
        sum(cell.answers) as answers
    from ordered
    inner join core_cut_cell as cell
        on cell.cut_id = ordered.cut_id
        and cell.node_id = ordered.node_id
    where
        ordered.unable > 0
        and ordered.parent_node_id > 0
    group by
        ordered.cut_id,
        ordered.parent_node_id,
        ordered.joining,
        cell.period,
        cell.class_id
),
sizes as (
    select distinct
        cut_id,
        parent_node_id,
        joining,
        unable + joining as members
    from ordered
    where
        unable > 0
        and parent_node_id > 0
),
pools as (
    select
        sizes.cut_id,
        sizes.parent_node_id,
        sizes.joining,
        given.period,
        given.class_id,
        sum(given.answers) as answers
    from sizes
    inner join given
        on given.cut_id = sizes.cut_id
        and given.parent_node_id = sizes.parent_node_id
        and given.joining <= sizes.joining
    where sizes.members >= 2
    group by
        sizes.cut_id,
        sizes.parent_node_id,
        sizes.joining,
        given.period,
        given.class_id
),
fitting as (
    select
        pools.cut_id,
        pools.parent_node_id,
        pools.joining
    from pools
    cross join rules
    group by
        pools.cut_id,
        pools.parent_node_id,
        pools.joining
    having min(pools.answers) >= any_value(rules.limit_answers)
),
pooled as (
    select
        cut_id,
        parent_node_id,
        min(joining) as joined
    from fitting
    group by
        cut_id,
        parent_node_id
)
select
    ordered.cut_id,
    ordered.node_id,
    ordered.parent_node_id,
    ordered.is_able,
    ordered.unable = 0 or coalesce(ordered.joining > pooled.joined, false) as is_kept
from ordered
left join pooled
    on pooled.cut_id = ordered.cut_id
    and pooled.parent_node_id = ordered.parent_node_id
