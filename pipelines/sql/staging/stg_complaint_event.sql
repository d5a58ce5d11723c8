-- One row per step in the handling of a complaint; a transfer names the unit it came from and the one it went to
select
    complaint_id,
    event,
    "at" as happened_at,
    "at"::date as happened_on,
    nullif(recorded(from_unit_id), '') as from_unit_id,
    nullif(recorded(to_unit_id), '') as to_unit_id,
    limit_days,
    nullif(recorded(approval_id), '') as approval_id,
    nullif(recorded(merged_into), '') as merged_into,
    complexity,
    was_reached,
    is_satisfied
from raw_complaint_events
