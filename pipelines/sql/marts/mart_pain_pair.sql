-- One row per survey × month × placement × two touchpoints of a journey: passages that used both, with the pains there
with counted as (
    select
        one.passage,
        one.journey_id,
        one.touchpoint_id as first_touchpoint_id,
        other.touchpoint_id as second_touchpoint_id,
        one.is_pain as hurt_first,
        other.is_pain as hurt_second
    from fct_pain as one
    inner join fct_pain as other
        on other.passage = one.passage
        and other.journey_id = one.journey_id
        and other.touchpoint_id > one.touchpoint_id
),
passages as (
    select distinct
        fct_pain.passage,
        fct_response.survey_id,
        fct_response.month,
        fct_response.placement_id
    from fct_pain
    inner join fct_response
        on fct_response.survey_id = fct_pain.survey_id
        and fct_response.response_id = fct_pain.response_id
)
select
    passages.survey_id,
    passages.month,
    passages.placement_id,
    counted.journey_id,
    counted.first_touchpoint_id,
    counted.second_touchpoint_id,
    count(*) as used_both,
    count(case when counted.hurt_first then 1 end) as first_pains,
    count(case when counted.hurt_second then 1 end) as second_pains,
    count(case when counted.hurt_first and counted.hurt_second then 1 end) as both_pains
from counted
inner join passages
    on passages.passage = counted.passage
group by
    passages.survey_id,
    passages.month,
    passages.placement_id,
    counted.journey_id,
    counted.first_touchpoint_id,
    counted.second_touchpoint_id
order by
    passages.survey_id,
    counted.journey_id,
    passages.month,
    passages.placement_id,
    counted.first_touchpoint_id,
    counted.second_touchpoint_id
