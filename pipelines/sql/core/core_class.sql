-- One row per question × dimension × span × member with valid answers: the finest step (month, quarter, year) by which at
-- least two classes of members can be told apart, and whether the member is a class of its own or one of "others".
--
-- A member is a class of its own if the whole bank has enough answers from it in every step that has any; the rest are
-- "others", joined by the smallest of the own where they would be under the limit in a step. One step and one set of
-- classes hold for all units: so everything told by a dimension is made of the same blocks.
with rules as (
    select value as limit_answers
    from reg_rule
    where name = 'base_hidden_below'
),
roots as (
    select
        shown.question_id,
        shown.span_on,
        shown.step
    from core_shown_step as shown
    inner join dim_node
        on dim_node.node_id = shown.node_id
    where dim_node.parent_node_id is null
),
members as (
    select
        question_id,
        span_on,
        dimension,
        member_id,
        month,
        sum(answers) as answers
    from core_answered
    where dimension <> 'all'
    group by
        question_id,
        span_on,
        dimension,
        member_id,
        month
),
periods as (
    select
        members.question_id,
        members.span_on,
        members.dimension,
        roots.step,
        members.member_id,
        date_trunc(roots.step, members.month)::date as period,
        sum(members.answers) as answers
    from members
    inner join roots
        on roots.question_id = members.question_id
        and roots.span_on = members.span_on
    group by
        members.question_id,
        members.span_on,
        members.dimension,
        roots.step,
        members.member_id,
        date_trunc(roots.step, members.month)::date
),
enough as (
    select
        periods.question_id,
        periods.span_on,
        periods.dimension,
        periods.step,
        periods.member_id,
        sum(periods.answers) as answers,
        min(periods.answers) >= any_value(rules.limit_answers) as is_able
    from periods
    cross join rules
    group by
        periods.question_id,
        periods.span_on,
        periods.dimension,
        periods.step,
        periods.member_id
),
ordered as (
    select
        *,
        case
            when is_able then row_number() over (
                partition by question_id, span_on, dimension, step, is_able
                order by answers, member_id
            )
            else 0
        end as joining,
        count(case when is_able then 1 end) over (partition by question_id, span_on, dimension, step) as able,
        count(case when not is_able then 1 end) over (partition by question_id, span_on, dimension, step) as unable
    from enough
),
given as (
    select
        ordered.question_id,
        ordered.span_on,
        ordered.dimension,
        ordered.step,
        ordered.joining,
        periods.period,
        sum(periods.answers) as answers
    from ordered
    inner join periods
        on periods.question_id = ordered.question_id
        and periods.span_on = ordered.span_on
        and periods.dimension = ordered.dimension
        and periods.step = ordered.step
        and periods.member_id = ordered.member_id
    where ordered.unable > 0
    group by
        ordered.question_id,
        ordered.span_on,
        ordered.dimension,
        ordered.step,
        ordered.joining,
        periods.period
),
sizes as (
    select distinct
        question_id,
        span_on,
        dimension,
        step,
        joining
    from ordered
    where unable > 0
),
others as (
    select
        sizes.question_id,
        sizes.span_on,
        sizes.dimension,
        sizes.step,
        sizes.joining,
        given.period,
        sum(given.answers) as answers
    from sizes
    inner join given
        on given.question_id = sizes.question_id
        and given.span_on = sizes.span_on
        and given.dimension = sizes.dimension
        and given.step = sizes.step
        and given.joining <= sizes.joining
    group by
        sizes.question_id,
        sizes.span_on,
        sizes.dimension,
        sizes.step,
        sizes.joining,
        given.period
),
fitting as (
    select
        others.question_id,
        others.span_on,
        others.dimension,
        others.step,
        others.joining
    from others
    cross join rules
    group by
        others.question_id,
        others.span_on,
        others.dimension,
        others.step,
        others.joining
    having min(others.answers) >= any_value(rules.limit_answers)
),
joined as (
    select
        question_id,
        span_on,
        dimension,
        step,
        min(joining) as joined
    from fitting
    group by
        question_id,
        span_on,
        dimension,
        step
),
classed as (
    select
        ordered.question_id,
        ordered.span_on,
        ordered.dimension,
        ordered.step,
        ordered.member_id,
        ordered.joining > coalesce(joined.joined, 0) as is_own,
        ordered.able - coalesce(joined.joined, 0) + case when ordered.unable > 0 then 1 else 0 end as classes
    from ordered
    left join joined
        on joined.question_id = ordered.question_id
        and joined.span_on = ordered.span_on
        and joined.dimension = ordered.dimension
        and joined.step = ordered.step
    where
        ordered.unable = 0
        or joined.joined is not null
)
select
    (dense_rank() over (order by question_id, span_on, dimension))::integer as cut_id,
    question_id,
    span_on,
    dimension,
    step,
    member_id,
    is_own,
    case
        when is_own then row_number() over (partition by question_id, span_on, dimension, step order by member_id)
        else 0
    end as class_id
from classed
where classes >= 2
qualify
    dense_rank() over (
        partition by question_id, span_on, dimension
        order by case step when 'month' then 1 when 'quarter' then 3 else 12 end
    ) = 1
