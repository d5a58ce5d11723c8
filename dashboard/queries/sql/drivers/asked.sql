-- One row per journey and touchpoint that a survey's responses with a valid recommend answer rated, of all time.
select
    journey_id,
    second_touchpoint_id as touchpoint_id,
    sum(responses)::bigint as ratings
from mart_driver_quarter
where
    survey_id = $survey
    and kind = $kind
    and first_touchpoint_id = second_touchpoint_id
    and second_touchpoint_id <> ''
group by
    journey_id,
    second_touchpoint_id
order by
    ratings desc,
    journey_id,
    touchpoint_id
