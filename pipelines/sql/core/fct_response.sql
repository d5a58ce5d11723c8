-- One row per response, at the placement its unit had on the day of the answer
select
    stg_response.survey_id,
    stg_response.response_id,
    stg_response.responded_on,
    date_trunc('month', stg_response.responded_on)::date as month,
    stg_response.invited_on,
    core_place.placement_id,
    stg_response.line,
    stg_response.channel,
    stg_response.product,
    stg_response.age_band,
    stg_response.is_new_citizen,
    stg_response.tier,
    stg_response.journey_id,
    stg_response.touchpoint_id,
    stg_response.recommend,
    stg_response.recommend_state,
    stg_response.weight,
    stg_response.is_partial,
    core_repeat.response_id is not null as is_suspected_repeat
from stg_response
inner join core_place
    on core_place.given_unit_id = stg_response.unit_id
    and stg_response.responded_on >= core_place.from_on
    and stg_response.responded_on < core_place.to_on
left join core_repeat
    on core_repeat.survey_id = stg_response.survey_id
    and core_repeat.response_id = stg_response.response_id
order by
    stg_response.survey_id,
    stg_response.responded_on,
    core_place.placement_id,
    stg_response.response_id
