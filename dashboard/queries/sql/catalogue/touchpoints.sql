-- One row per touchpoint, journeys in their order and steps in theirs.
select
    touchpoint.touchpoint_id,
    touchpoint.journey_id,
    touchpoint.name,
    touchpoint.name_en,
    touchpoint.step_order,
    touchpoint.stage,
    touchpoint.stage_en,
    touchpoint.channel,
    touchpoint.is_front_stage
from dim_touchpoint as touchpoint
left join dim_journey as journey on journey.journey_id = touchpoint.journey_id
order by
    journey.sort_order nulls first,
    touchpoint.journey_id nulls first,
    touchpoint.step_order,
    touchpoint.touchpoint_id
