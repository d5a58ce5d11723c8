-- One row per shown node or pool × step, without a dimension, in which too few answered: the sum of what is shown beside it
-- would give them away
with limits as (
    select value as limit_answers
    from reg_rule
    where name = 'base_hidden_below'
),
answered as (
    select
        survey_id,
        'recommend' as kind,
        '' as touchpoint_id,
        0.0::double as scale_minimum,
        10.0::double as scale_maximum,
        month,
        placement_id,
        recommend_responses as answers
    from mart_response_month
    where
        dimension = 'all'
        and recommend_responses > 0
    union all
    select
        survey_id,
        kind,
        touchpoint_id,
        scale_minimum,
        scale_maximum,
        month,
        placement_id,
        ratings as answers
    from mart_rating_month
    where
        dimension = 'all'
        and ratings > 0
),
nodes as (
    select
        answered.survey_id,
        answered.kind,
        answered.touchpoint_id,
        answered.scale_minimum,
        answered.scale_maximum,
        mart_span.span_on,
        answered.month,
        bridge.node_id,
        sum(answered.answers) as answers
    from answered
    inner join mart_span
        on mart_span.month = answered.month
    inner join bridge_placement_node as bridge
        on bridge.placement_id = answered.placement_id
    group by all
),
-- a node is shown by every step that is not shorter than its own
steps as (
    select unnest([1, 3, 12]) as step_months
),
shown as (
    select
        nodes.*,
        steps.step_months,
        date_trunc(
            case steps.step_months when 1 then 'month' when 3 then 'quarter' else 'year' end, nodes.month
        )::date as step_on,
        coalesce(mart_grain.step_months between 1 and steps.step_months, false) as is_shown,
        mart_grain.node_id is null as is_missing
    from nodes
    cross join steps
    left join mart_grain
        on mart_grain.dimension = 'all'
        and mart_grain.survey_id = nodes.survey_id
        and mart_grain.kind = nodes.kind
        and mart_grain.touchpoint_id = nodes.touchpoint_id
        and mart_grain.scale_minimum = nodes.scale_minimum
        and mart_grain.scale_maximum = nodes.scale_maximum
        and mart_grain.span_on = nodes.span_on
        and mart_grain.node_id = nodes.node_id
),
blocks as (
    select
        survey_id,
        kind,
        touchpoint_id,
        scale_minimum,
        scale_maximum,
        span_on,
        step_months,
        step_on,
        node_id,
        'alone' as how,
        sum(answers) as answers,
        bool_or(is_missing) as is_missing
    from shown
    where
        is_shown
        or is_missing
    group by all
    union all
    select
        shown.survey_id,
        shown.kind,
        shown.touchpoint_id,
        shown.scale_minimum,
        shown.scale_maximum,
        shown.span_on,
        shown.step_months,
        shown.step_on,
        dim_node.parent_node_id as node_id,
        'pooled' as how,
        sum(shown.answers) as answers,
        false as is_missing
    from shown
    inner join dim_node
        on dim_node.node_id = shown.node_id
    -- a pool beside which nobody is shown is the unit above it
    semi join (
        select
            sibling.survey_id,
            sibling.kind,
            sibling.touchpoint_id,
            sibling.scale_minimum,
            sibling.scale_maximum,
            sibling.span_on,
            sibling.step_months,
            place.parent_node_id
        from mart_grain as sibling
        inner join dim_node as place
            on place.node_id = sibling.node_id
        where
            sibling.dimension = 'all'
            and sibling.step_months > 0
    ) as beside
        on beside.survey_id = shown.survey_id
        and beside.kind = shown.kind
        and beside.touchpoint_id = shown.touchpoint_id
        and beside.scale_minimum = shown.scale_minimum
        and beside.scale_maximum = shown.scale_maximum
        and beside.span_on = shown.span_on
        and beside.step_months <= shown.step_months
        and beside.parent_node_id = dim_node.parent_node_id
    where not shown.is_shown
    group by all
)
select
    blocks.*
from blocks
cross join limits
where
    blocks.is_missing
    or blocks.answers < limits.limit_answers
