-- One row per dated happening
select
    event_id,
    name,
    coalesce(nullif(recorded(name_en), ''), name) as name_en,
    kind,
    nullif(recorded(unit_id), '') as unit_id,
    from_on,
    coalesce(to_on, from_on) as to_on
from raw_events
