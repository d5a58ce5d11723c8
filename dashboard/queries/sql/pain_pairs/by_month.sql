-- One row per month and two touchpoints of a journey: passages that used both, with the pains at each and at both.
with
-- include placed
cells as (
    select
        mart.*,
        placed.unit_id
    from mart_pain_pair as mart
    inner join placed on placed.placement_id = mart.placement_id
    where
        mart.survey_id = $survey
        and ($any_of_journey or mart.journey_id in $of_journeys)
)

select
    month,
    journey_id,
    first_touchpoint_id,
    second_touchpoint_id,
    unit_id,
    '' as member_id,
    sum(used_both)::bigint as used_both,
    sum(first_pains)::bigint as first_pains,
    sum(second_pains)::bigint as second_pains,
    sum(both_pains)::bigint as both_pains
from cells
group by
    month,
    journey_id,
    first_touchpoint_id,
    second_touchpoint_id,
    unit_id
order by
    month,
    journey_id,
    first_touchpoint_id,
    second_touchpoint_id,
    unit_id
