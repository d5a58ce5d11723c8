-- One row per mart × survey × month × node whose days do not add up to what is counted by month
with days as (
    select
        'responses' as counted,
        survey_id,
        date_trunc('month', responded_on)::date as month,
        node_id,
        sum(responses) as base,
        sum(recommend_responses) as part
    from mart_response_day
    group by
        survey_id,
        3,
        node_id
    union all
    select
        'ratings' as counted,
        survey_id,
        date_trunc('month', responded_on)::date as month,
        node_id,
        sum(ratings) as base,
        sum(top_box) as part
    from mart_rating_day
    group by
        survey_id,
        3,
        node_id
),
months as (
    select 'responses' as counted, survey_id, month, node_id, responses as base, recommend_responses as part
    from mart_response_node
    where dimension = 'all'
    union all
    select 'responses' as counted, survey_id, month, node_id, responses as base, recommend_responses as part
    from mart_response_month
    where dimension = 'all'
    union all
    select 'ratings' as counted, survey_id, month, node_id, ratings as base, top_box as part
    from mart_rating_node
    where dimension = 'all'
    union all
    select 'ratings' as counted, survey_id, month, node_id, ratings as base, top_box as part
    from mart_rating_month
    where dimension = 'all'
),
expected as (
    select
        counted,
        survey_id,
        month,
        node_id,
        sum(base) as base,
        sum(part) as part
    from months
    group by
        counted,
        survey_id,
        month,
        node_id
)
select
    coalesce(expected.counted, days.counted) as counted,
    coalesce(expected.survey_id, days.survey_id) as survey_id,
    coalesce(expected.month, days.month) as month,
    coalesce(expected.node_id, days.node_id) as node_id
from expected
full join days
    on days.counted = expected.counted
    and days.survey_id = expected.survey_id
    and days.month = expected.month
    and days.node_id = expected.node_id
where
    expected.base is distinct from days.base
    or expected.part is distinct from days.part
