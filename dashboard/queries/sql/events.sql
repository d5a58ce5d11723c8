-- One row per dated happening: campaigns, releases, outages; without a unit it concerns the whole bank.
select
    event_id,
    name,
    name_en,
    kind,
    unit_id,
    from_on,
    to_on
from mart_event
order by
    from_on,
    event_id
