-- One row per question × span × node that is shown by {period}: of those shown by {coarser}, the ones with enough answers in
-- every {period} that has any, less what is pooled. Made for year, quarter and month in turn.
--
-- Pool: the children of a node that may not be shown form "others"; where those would be one child, or under the limit in
-- a {period}, the smallest shown siblings join, one after the other. Where that does not help no child is shown.
--
-- Linked: two {period}s of one {within} that have answers must share enough of them: the groups that are told apart by
-- year and answered in both gave at least the limit in each. Otherwise "these units in the {within}, less the {period}s in
-- which nobody else answered" could be a handful. See mart_grain for the proof.
with rules as (
    select value as limit_answers
    from reg_rule
    where name = 'base_hidden_below'
),
-- a node below one that is not shown is not looked at
periods as (
    select
        counted.question_id,
        counted.span_on,
        counted.node_id,
        date_trunc('{period}', counted.month)::date as period,
        sum(counted.answers) as answers
    from core_counted as counted
    inner join dim_node
        on dim_node.node_id = counted.node_id
    semi join core_shown_{coarser} as coarser
        on coarser.question_id = counted.question_id
        and coarser.span_on = counted.span_on
        and coarser.node_id = coalesce(dim_node.parent_node_id, dim_node.node_id)
    group by
        counted.question_id,
        counted.span_on,
        counted.node_id,
        date_trunc('{period}', counted.month)::date
),
enough as (
    select
        periods.question_id,
        periods.span_on,
        periods.node_id,
        sum(periods.answers) as answers,
        min(periods.answers) >= any_value(rules.limit_answers) and any_value(coarser.node_id) is not null as is_enough
    from periods
    cross join rules
    left join core_shown_{coarser} as coarser
        on coarser.question_id = periods.question_id
        and coarser.span_on = periods.span_on
        and coarser.node_id = periods.node_id
    group by
        periods.question_id,
        periods.span_on,
        periods.node_id
),
-- what each node is made of, as far as it is told apart by {rows}; nothing to link where {period} and {within} are one
atoms as (
    select
        answered.question_id,
        answered.span_on,
        answered.placement_id,
        atoms.atom_id,
        date_trunc('{period}', answered.month)::date as period,
        sum(answered.answers) as answers
    from core_answered as answered
    inner join core_atom_{rows} as atoms
        on atoms.question_id = answered.question_id
        and atoms.span_on = answered.span_on
        and atoms.placement_id = answered.placement_id
    where
        answered.dimension = 'all'
        and '{period}' <> '{within}'
    group by
        answered.question_id,
        answered.span_on,
        answered.placement_id,
        atoms.atom_id,
        date_trunc('{period}', answered.month)::date
),
node_atoms as (
    select
        atoms.question_id,
        atoms.span_on,
        bridge.node_id,
        atoms.atom_id,
        atoms.period,
        sum(atoms.answers) as answers
    from atoms
    inner join bridge_placement_node as bridge
        on bridge.placement_id = atoms.placement_id
    semi join enough
        on enough.question_id = atoms.question_id
        and enough.span_on = atoms.span_on
        and enough.node_id = bridge.node_id
    group by
        atoms.question_id,
        atoms.span_on,
        bridge.node_id,
        atoms.atom_id,
        atoms.period
),
followed as (
    select
        question_id,
        span_on,
        node_id,
        period,
        lead(period) over (
            partition by question_id, span_on, node_id, date_trunc('{within}', period)
            order by period
        ) as next_period
    from periods
),
node_links as (
    select
        followed.question_id,
        followed.span_on,
        followed.node_id,
        followed.period,
        sum(case when after.answers is not null then here.answers else 0 end) as answers_here,
        sum(coalesce(after.answers, 0)) as answers_after
    from followed
    inner join enough
        on enough.question_id = followed.question_id
        and enough.span_on = followed.span_on
        and enough.node_id = followed.node_id
        and enough.is_enough
    inner join node_atoms as here
        on here.question_id = followed.question_id
        and here.span_on = followed.span_on
        and here.node_id = followed.node_id
        and here.period = followed.period
    left join node_atoms as after
        on after.question_id = followed.question_id
        and after.span_on = followed.span_on
        and after.node_id = followed.node_id
        and after.atom_id = here.atom_id
        and after.period = followed.next_period
    where followed.next_period is not null
    group by
        followed.question_id,
        followed.span_on,
        followed.node_id,
        followed.period
),
unlinked as (
    select distinct
        question_id,
        span_on,
        node_id
    from node_links
    cross join rules
    where
        answers_here < rules.limit_answers
        or answers_after < rules.limit_answers
),
children as (
    select
        enough.question_id,
        enough.span_on,
        enough.node_id,
        dim_node.parent_node_id,
        enough.answers,
        enough.is_enough and unlinked.node_id is null as is_able
    from enough
    inner join dim_node
        on dim_node.node_id = enough.node_id
    left join unlinked
        on unlinked.question_id = enough.question_id
        and unlinked.span_on = enough.span_on
        and unlinked.node_id = enough.node_id
),
-- children that may not be shown stand first; then the others, in the order in which they would join
ordered as (
    select
        *,
        case
            when is_able then row_number() over (
                partition by question_id, span_on, parent_node_id, is_able
                order by answers, node_id
            )
            else 0
        end as joining,
        count(case when not is_able then 1 end) over (partition by question_id, span_on, parent_node_id) as unable
    from children
    where parent_node_id is not null
),
given as (
    select
        ordered.question_id,
        ordered.span_on,
        ordered.parent_node_id,
        ordered.joining,
        periods.period,
        sum(periods.answers) as answers
    from ordered
    inner join periods
        on periods.question_id = ordered.question_id
        and periods.span_on = ordered.span_on
        and periods.node_id = ordered.node_id
    where ordered.unable > 0
    group by
        ordered.question_id,
        ordered.span_on,
        ordered.parent_node_id,
        ordered.joining,
        periods.period
),
sizes as (
    select distinct
        question_id,
        span_on,
        parent_node_id,
        joining,
        unable + joining as members
    from ordered
    where unable > 0
),
pools as (
    select
        sizes.question_id,
        sizes.span_on,
        sizes.parent_node_id,
        sizes.joining,
        sizes.members,
        given.period,
        sum(given.answers) as answers
    from sizes
    inner join given
        on given.question_id = sizes.question_id
        and given.span_on = sizes.span_on
        and given.parent_node_id = sizes.parent_node_id
        and given.joining <= sizes.joining
    group by
        sizes.question_id,
        sizes.span_on,
        sizes.parent_node_id,
        sizes.joining,
        sizes.members,
        given.period
),
fitting as (
    select
        pools.question_id,
        pools.span_on,
        pools.parent_node_id,
        pools.joining
    from pools
    cross join rules
    where pools.members >= 2
    group by
        pools.question_id,
        pools.span_on,
        pools.parent_node_id,
        pools.joining
    having min(pools.answers) >= any_value(rules.limit_answers)
),
pooled as (
    select
        question_id,
        span_on,
        parent_node_id,
        min(joining) as joined
    from fitting
    group by
        question_id,
        span_on,
        parent_node_id
),
kept as (
    select
        ordered.*,
        ordered.unable = 0 or coalesce(ordered.joining > pooled.joined, false) as is_kept
    from ordered
    left join pooled
        on pooled.question_id = ordered.question_id
        and pooled.span_on = ordered.span_on
        and pooled.parent_node_id = ordered.parent_node_id
),
-- the pools that came out have to be linked as well
pool_atoms as (
    select
        kept.question_id,
        kept.span_on,
        kept.parent_node_id,
        node_atoms.atom_id,
        node_atoms.period,
        sum(node_atoms.answers) as answers
    from kept
    inner join node_atoms
        on node_atoms.question_id = kept.question_id
        and node_atoms.span_on = kept.span_on
        and node_atoms.node_id = kept.node_id
    where not kept.is_kept
    group by
        kept.question_id,
        kept.span_on,
        kept.parent_node_id,
        node_atoms.atom_id,
        node_atoms.period
),
pool_followed as (
    select
        question_id,
        span_on,
        parent_node_id,
        period,
        lead(period) over (
            partition by question_id, span_on, parent_node_id, date_trunc('{within}', period)
            order by period
        ) as next_period
    from (
        select distinct
            question_id,
            span_on,
            parent_node_id,
            period
        from pool_atoms
    )
),
pool_links as (
    select
        followed.question_id,
        followed.span_on,
        followed.parent_node_id,
        followed.period,
        sum(case when after.answers is not null then here.answers else 0 end) as answers_here,
        sum(coalesce(after.answers, 0)) as answers_after
    from pool_followed as followed
    inner join pool_atoms as here
        on here.question_id = followed.question_id
        and here.span_on = followed.span_on
        and here.parent_node_id = followed.parent_node_id
        and here.period = followed.period
    left join pool_atoms as after
        on after.question_id = followed.question_id
        and after.span_on = followed.span_on
        and after.parent_node_id = followed.parent_node_id
        and after.atom_id = here.atom_id
        and after.period = followed.next_period
    where followed.next_period is not null
    group by
        followed.question_id,
        followed.span_on,
        followed.parent_node_id,
        followed.period
),
pool_unlinked as (
    select distinct
        question_id,
        span_on,
        parent_node_id
    from pool_links
    cross join rules
    where
        answers_here < rules.limit_answers
        or answers_after < rules.limit_answers
),
local as (
    select
        kept.question_id,
        kept.span_on,
        kept.node_id
    from kept
    left join pool_unlinked
        on pool_unlinked.question_id = kept.question_id
        and pool_unlinked.span_on = kept.span_on
        and pool_unlinked.parent_node_id = kept.parent_node_id
    where
        kept.is_kept
        and pool_unlinked.parent_node_id is null
    union all
    select
        question_id,
        span_on,
        node_id
    from children
    where
        parent_node_id is null
        and is_able
)
-- shown: the node and everything above it
select
    below.question_id,
    below.span_on,
    below.node_id
from local as below
inner join core_node_above as lineage
    on lineage.node_id = below.node_id
inner join local as above
    on above.question_id = below.question_id
    and above.span_on = below.span_on
    and above.node_id = lineage.above_id
inner join dim_node
    on dim_node.node_id = below.node_id
group by
    below.question_id,
    below.span_on,
    below.node_id
having count(*) = any_value(dim_node.level) + 1
