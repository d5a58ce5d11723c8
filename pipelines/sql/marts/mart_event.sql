-- One row per dated happening: a campaign, a release, an outage; unit_id null concerns the whole bank
select
    event_id,
    name,
    name_en,
    kind,
    unit_id,
    from_on,
    to_on
from stg_event
order by
    from_on,
    event_id
