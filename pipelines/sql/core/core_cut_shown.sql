-- One row per cut × node that is shown by class: kept beside a linked pool, like everything above it
with rules as (
    select value as limit_answers
    from reg_rule
    where name = 'base_hidden_below'
),
-- pools beside which somebody is shown; the others are their parent itself
pools as (
    select
        cut_id,
        parent_node_id
    from core_cut_kept
    where parent_node_id > 0
    group by
        cut_id,
        parent_node_id
    having
        bool_or(is_kept)
        and not bool_and(is_kept)
),
groups as (
    select
        answered.cut_id,
        kept.parent_node_id,
        atoms.atom_id,
        answered.period,
        answered.class_id,
        sum(answered.answers) as answers
    from core_cut_kept as kept
    inner join pools
        on pools.cut_id = kept.cut_id
        and pools.parent_node_id = kept.parent_node_id
    inner join bridge_placement_node as bridge
        on bridge.node_id = kept.node_id
    inner join core_cut_answered as answered
        on answered.cut_id = kept.cut_id
        and answered.placement_id = bridge.placement_id
    inner join core_cut_atom as atoms
        on atoms.cut_id = answered.cut_id
        and atoms.placement_id = answered.placement_id
    where not kept.is_kept
    group by
        answered.cut_id,
        kept.parent_node_id,
        atoms.atom_id,
        answered.period,
        answered.class_id
),
classes as (
    select
        cut_id,
        parent_node_id,
        period,
        class_id,
        sum(answers) as answers
    from groups
    group by
        cut_id,
        parent_node_id,
        period,
        class_id
),
largest as (
    select
        cut_id,
        parent_node_id,
        period,
        class_id
    from classes
    qualify row_number() over (partition by cut_id, parent_node_id, period order by answers desc, class_id) = 1
),
links as (
    select
        here.cut_id,
        here.parent_node_id,
        here.period,
        here.class_id,
        sum(case when there.answers is not null then here.answers else 0 end) as answers_here,
        sum(coalesce(there.answers, 0)) as answers_there
    from groups as here
    inner join largest
        on largest.cut_id = here.cut_id
        and largest.parent_node_id = here.parent_node_id
        and largest.period = here.period
    left join groups as there
        on there.cut_id = here.cut_id
        and there.parent_node_id = here.parent_node_id
        and there.atom_id = here.atom_id
        and there.period = here.period
        and there.class_id = largest.class_id
    group by
        here.cut_id,
        here.parent_node_id,
        here.period,
        here.class_id
),
unlinked as (
    select distinct
        links.cut_id,
        links.parent_node_id
    from links
    cross join rules
    where
        links.answers_here < rules.limit_answers
        or links.answers_there < rules.limit_answers
),
local as (
    select
        kept.cut_id,
        kept.node_id
    from core_cut_kept as kept
    left join unlinked
        on unlinked.cut_id = kept.cut_id
        and unlinked.parent_node_id = kept.parent_node_id
    where
        kept.is_able
        and kept.is_kept
        and unlinked.cut_id is null
)
select
    below.cut_id,
    below.node_id
from local as below
inner join core_node_above as lineage
    on lineage.node_id = below.node_id
inner join local as above
    on above.cut_id = below.cut_id
    and above.node_id = lineage.above_id
inner join dim_node
    on dim_node.node_id = below.node_id
group by
    below.cut_id,
    below.node_id
having count(*) = any_value(dim_node.level) + 1
