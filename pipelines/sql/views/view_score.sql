-- One row per survey × measure × touchpoint × scale × unit in its place × step in which it is shown by itself: its score
-- under the rules that every page follows. For whoever works with a tool of their own.
with answered as (
    select survey_id, node_id, month, recommend_responses, score_9 + score_10 as promoters, score_7 + score_8 as passives
    from mart_response_month
    where dimension = 'all'
    union all
    select survey_id, node_id, month, recommend_responses, score_9 + score_10 as promoters, score_7 + score_8 as passives
    from mart_response_node
    where dimension = 'all'
),
rated as (
    select survey_id, kind, touchpoint_id, scale_minimum, scale_maximum, node_id, month, ratings, top_box
    from mart_rating_month
    where dimension = 'all'
    union all
    select survey_id, kind, touchpoint_id, scale_minimum, scale_maximum, node_id, month, ratings, top_box
    from mart_rating_node
    where dimension = 'all'
),
counted as (
    select
        survey_id,
        'recommend' as kind,
        '' as touchpoint_id,
        0.0::double as scale_minimum,
        10.0::double as scale_maximum,
        node_id,
        month,
        recommend_responses as base,
        promoters as plus,
        recommend_responses - promoters - passives as minus
    from answered
    union all
    select
        survey_id,
        kind,
        touchpoint_id,
        scale_minimum,
        scale_maximum,
        node_id,
        month,
        ratings as base,
        top_box as plus,
        0 as minus
    from rated
),
stepped as (
    select
        counted.survey_id,
        counted.kind,
        counted.touchpoint_id,
        counted.scale_minimum,
        counted.scale_maximum,
        counted.node_id,
        mart_grain.step_months,
        case mart_grain.step_months
            when 1 then counted.month
            when 3 then date_trunc('quarter', counted.month)::date
            else mart_span.span_on
        end as from_on,
        max(counted.month) as last_month,
        sum(counted.base)::bigint as base,
        sum(counted.plus)::bigint as plus,
        sum(counted.minus)::bigint as minus
    from counted
    inner join mart_span
        on mart_span.month = counted.month
    inner join mart_grain
        on mart_grain.survey_id = counted.survey_id
        and mart_grain.kind = counted.kind
        and mart_grain.touchpoint_id = counted.touchpoint_id
        and mart_grain.scale_minimum = counted.scale_minimum
        and mart_grain.scale_maximum = counted.scale_maximum
        and mart_grain.node_id = counted.node_id
        and mart_grain.span_on = mart_span.span_on
    where
        mart_grain.dimension = 'all'
        and mart_grain.step_months > 0
        and counted.base > 0
    group by
        counted.survey_id,
        counted.kind,
        counted.touchpoint_id,
        counted.scale_minimum,
        counted.scale_maximum,
        counted.node_id,
        mart_grain.step_months,
        8
),
rules as (
    select
        max(value) filter (where name = 'base_hidden_below') as hidden_below,
        max(value) filter (where name = 'base_interval_below') as interval_below,
        max(value) filter (where name = 'base_low_below') as low_below,
        1.959963984540054 as quantile
    from reg_rule
),
adjusted as (
    -- the middle and half the width of the interval, as shares: adjusted Wald for the difference of two shares, Wilson for one
    select
        stepped.*,
        rules.hidden_below,
        rules.interval_below,
        rules.low_below,
        case
            when kind = 'recommend' then (plus - minus) / (base + 3.0)
            else (plus + quantile * quantile / 2) / (base + quantile * quantile)
        end as middle,
        case
            when kind = 'recommend' then quantile * sqrt(
                ((plus + minus + 1.5) / (base + 3.0) - ((plus - minus) / (base + 3.0)) ** 2) / (base + 3.0)
            )
            else quantile * sqrt(plus * (base - plus) / base::double + quantile * quantile / 4) / (base + quantile * quantile)
        end as half
    from stepped
    cross join rules
)
select
    adjusted.survey_id,
    case adjusted.kind when 'recommend' then 'nps' else adjusted.kind end as measure,
    adjusted.touchpoint_id,
    adjusted.scale_minimum,
    adjusted.scale_maximum,
    dim_node.unit_id,
    replace(dim_node.path, chr(31), ' / ') as place,
    dim_node.is_own,
    adjusted.step_months,
    adjusted.from_on,
    last_day(adjusted.last_month) as until_on,
    case
        when adjusted.base < adjusted.hidden_below then 'hidden'
        when adjusted.base < adjusted.interval_below then 'interval'
        else 'score'
    end as shown,
    adjusted.base,
    adjusted.base >= adjusted.interval_below and adjusted.base < adjusted.low_below as is_low_base,
    case when adjusted.base >= adjusted.interval_below then 100.0 * (adjusted.plus - adjusted.minus) / adjusted.base end as score,
    case
        when adjusted.base >= adjusted.hidden_below
            then greatest(100.0 * (middle - half), case adjusted.kind when 'recommend' then -100.0 else 0.0 end)
    end as low,
    case when adjusted.base >= adjusted.hidden_below then least(100.0 * (middle + half), 100.0) end as high
from adjusted
inner join dim_node
    on dim_node.node_id = adjusted.node_id
