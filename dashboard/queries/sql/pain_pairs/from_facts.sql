-- One row per month and two touchpoints of a journey, as pain_pairs/by_month, but with any filters and any days.
with
-- include placed
-- include answered
pains as (
    select
        answered.month,
        answered.unit_id,
        answered.member_id,
        pain.passage,
        pain.journey_id,
        pain.touchpoint_id,
        pain.is_pain
    from answered
    inner join fct_pain as pain
        on pain.survey_id = answered.survey_id
        and pain.response_id = answered.response_id
    where $any_of_journey or pain.journey_id in $of_journeys
)

select
    one.month,
    one.journey_id,
    one.touchpoint_id as first_touchpoint_id,
    other.touchpoint_id as second_touchpoint_id,
    one.unit_id,
    one.member_id,
    count(*)::bigint as used_both,
    count(*) filter (where one.is_pain)::bigint as first_pains,
    count(*) filter (where other.is_pain)::bigint as second_pains,
    count(*) filter (where one.is_pain and other.is_pain)::bigint as both_pains
from pains as one
inner join pains as other
    on other.passage = one.passage
    and other.unit_id = one.unit_id
    and other.member_id = one.member_id
    and other.journey_id = one.journey_id
    and other.touchpoint_id > one.touchpoint_id
group by
    one.month,
    one.journey_id,
    one.touchpoint_id,
    other.touchpoint_id,
    one.unit_id,
    one.member_id
order by
    one.month,
    one.journey_id,
    one.touchpoint_id,
    other.touchpoint_id,
    one.unit_id,
    one.member_id
