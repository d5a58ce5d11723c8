-- One row per node shown by a dimension × class × step in which too few answered
with limits as (
    select value as limit_answers
    from reg_rule
    where name = 'base_hidden_below'
),
shown as (
    select
        mart_grain.survey_id,
        mart_grain.kind,
        mart_grain.touchpoint_id,
        mart_grain.scale_minimum,
        mart_grain.scale_maximum,
        mart_grain.dimension,
        mart_grain.span_on,
        mart_grain.node_id,
        mart_grain.step_months,
        bridge.placement_id
    from mart_grain
    inner join bridge_placement_node as bridge
        on bridge.node_id = mart_grain.node_id
    where mart_grain.dimension <> 'all'
),
answered as (
    select
        shown.* exclude (placement_id),
        mart.month,
        mart.member_id,
        mart.recommend_responses as answers
    from mart_response_month as mart
    inner join mart_span
        on mart_span.month = mart.month
    inner join shown
        on shown.survey_id = mart.survey_id
        and shown.kind = 'recommend'
        and shown.dimension = mart.dimension
        and shown.span_on = mart_span.span_on
        and shown.placement_id = mart.placement_id
    where mart.recommend_responses > 0
    union all
    select
        shown.* exclude (placement_id),
        mart.month,
        mart.member_id,
        mart.ratings as answers
    from mart_rating_month as mart
    inner join mart_span
        on mart_span.month = mart.month
    inner join shown
        on shown.survey_id = mart.survey_id
        and shown.kind = mart.kind
        and shown.touchpoint_id = mart.touchpoint_id
        and shown.scale_minimum = mart.scale_minimum
        and shown.scale_maximum = mart.scale_maximum
        and shown.dimension = mart.dimension
        and shown.span_on = mart_span.span_on
        and shown.placement_id = mart.placement_id
    where mart.ratings > 0
),
blocks as (
    select
        answered.survey_id,
        answered.kind,
        answered.touchpoint_id,
        answered.dimension,
        answered.span_on,
        answered.node_id,
        date_trunc(
            case answered.step_months when 1 then 'month' when 3 then 'quarter' else 'year' end, answered.month
        )::date as step_on,
        case when mart_class.is_own then answered.member_id else chr(31) end as class_id,
        sum(answered.answers) as answers,
        bool_or(mart_class.is_own is null) as is_missing
    from answered
    left join mart_class
        on mart_class.survey_id = answered.survey_id
        and mart_class.kind = answered.kind
        and mart_class.touchpoint_id = answered.touchpoint_id
        and mart_class.scale_minimum = answered.scale_minimum
        and mart_class.scale_maximum = answered.scale_maximum
        and mart_class.dimension = answered.dimension
        and mart_class.span_on = answered.span_on
        and mart_class.member_id = answered.member_id
    group by
        answered.survey_id,
        answered.kind,
        answered.touchpoint_id,
        answered.scale_minimum,
        answered.scale_maximum,
        answered.dimension,
        answered.span_on,
        answered.node_id,
        date_trunc(
            case answered.step_months when 1 then 'month' when 3 then 'quarter' else 'year' end, answered.month
        )::date,
        case when mart_class.is_own then answered.member_id else chr(31) end
)
select
    blocks.*
from blocks
cross join limits
where
    blocks.is_missing
    or blocks.answers < limits.limit_answers
