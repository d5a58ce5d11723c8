-- One row per unit × item × day × kind of inspection; its journey is the one its touchpoint is a step of
select
    recorded(raw_inspections.unit_id) as unit_id,
    raw_inspections.item,
    recorded(raw_inspections.kind) as kind,
    raw_inspections.inspected_on,
    recorded(raw_touchpoints.journey_id) as journey_id,
    recorded(raw_inspections.touchpoint_id) as touchpoint_id,
    raw_inspections.passed as is_passed,
    raw_inspections.rechecked_on,
    raw_inspections.passed_recheck as is_recheck_passed,
    recorded(raw_inspections.finding) as finding
from raw_inspections
left join raw_touchpoints
    on raw_touchpoints.touchpoint_id = raw_inspections.touchpoint_id
