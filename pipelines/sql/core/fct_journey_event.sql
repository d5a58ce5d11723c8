-- One row per journey instance × step (or group of alike ones), at the placement its unit had when the step was entered
select
    stg_journey_event.journey_instance_id,
    stg_journey_event.journey_id,
    stg_journey_event.touchpoint_id,
    stg_journey_event.entered_at,
    stg_journey_event.completed_at,
    date_trunc('month', stg_journey_event.entered_on)::date as month,
    core_place.placement_id,
    stg_journey_event.channel,
    stg_journey_event.entered,
    stg_journey_event.completed,
    stg_journey_event.is_counted
from stg_journey_event
inner join core_place
    on core_place.given_unit_id = stg_journey_event.unit_id
    and stg_journey_event.entered_on >= core_place.from_on
    and stg_journey_event.entered_on < core_place.to_on
order by
    stg_journey_event.entered_at,
    core_place.placement_id,
    stg_journey_event.touchpoint_id
