-- One row per unit × item × day × kind of inspection, at the placement the unit had on that day
select
    stg_inspection.inspected_on,
    date_trunc('month', stg_inspection.inspected_on)::date as month,
    core_place.placement_id,
    stg_inspection.item,
    stg_inspection.kind,
    stg_inspection.journey_id,
    stg_inspection.touchpoint_id,
    stg_inspection.is_passed,
    stg_inspection.rechecked_on,
    stg_inspection.is_recheck_passed,
    stg_inspection.finding
from stg_inspection
inner join core_place
    on core_place.given_unit_id = stg_inspection.unit_id
    and stg_inspection.inspected_on >= core_place.from_on
    and stg_inspection.inspected_on < core_place.to_on
order by
    stg_inspection.inspected_on,
    core_place.placement_id,
    stg_inspection.item
