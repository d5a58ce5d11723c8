-- One row per step in the handling of a complaint; units of a transfer at the placements they had on its day
select
    stg_complaint_event.complaint_id,
    stg_complaint_event.event,
    stg_complaint_event.happened_at,
    stg_complaint_event.happened_on,
    from_place.placement_id as from_placement_id,
    to_place.placement_id as to_placement_id,
    stg_complaint_event.limit_days,
    stg_complaint_event.approval_id,
    stg_complaint_event.merged_into,
    stg_complaint_event.complexity,
    stg_complaint_event.was_reached,
    stg_complaint_event.is_satisfied
from stg_complaint_event
left join core_place as from_place
    on from_place.given_unit_id = stg_complaint_event.from_unit_id
    and stg_complaint_event.happened_on >= from_place.from_on
    and stg_complaint_event.happened_on < from_place.to_on
left join core_place as to_place
    on to_place.given_unit_id = stg_complaint_event.to_unit_id
    and stg_complaint_event.happened_on >= to_place.from_on
    and stg_complaint_event.happened_on < to_place.to_on
order by
    stg_complaint_event.complaint_id,
    stg_complaint_event.happened_at,
    stg_complaint_event.event
