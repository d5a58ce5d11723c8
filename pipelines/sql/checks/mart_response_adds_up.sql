-- One row per survey × month × placement × dimension whose members do not add up to the facts, answer by answer
with facts as (
    select
        survey_id,
        month,
        placement_id,
        count(*) as responses,
        sum(case when recommend_state = 'valid' then 1 else 0 end) as recommend_responses,
        sum(case when recommend_state = 'off_scale' then 1 else 0 end) as off_scale,
        sum(case when recommend_state = 'blank' then 1 else 0 end) as blank
    from fct_response
    group by
        survey_id,
        month,
        placement_id
),
members as (
    select
        survey_id,
        month,
        placement_id,
        dimension,
        sum(responses) as responses,
        sum(recommend_responses) as recommend_responses,
        sum(off_scale) as off_scale,
        sum(blank) as blank
    from mart_response_month
    group by
        survey_id,
        month,
        placement_id,
        dimension
),
dimensions as (
    -- also those that are told of nodes alone: where a dimension is missing everywhere, that is a fault as well
    select dimension from mart_response_month
    union
    select dimension from mart_response_node
),
expected as (
    select
        facts.*,
        dimensions.dimension
    from facts
    cross join dimensions
)
select
    coalesce(expected.survey_id, members.survey_id) as survey_id,
    coalesce(expected.month, members.month) as month,
    coalesce(expected.placement_id, members.placement_id) as placement_id,
    coalesce(expected.dimension, members.dimension) as dimension
from expected
full join members
    on members.survey_id = expected.survey_id
    and members.month = expected.month
    and members.placement_id = expected.placement_id
    and members.dimension = expected.dimension
where
    expected.responses is distinct from members.responses
    or expected.recommend_responses is distinct from members.recommend_responses
    or expected.off_scale is distinct from members.off_scale
    or expected.blank is distinct from members.blank
