-- One row per way a matter went: everything matters have in common, with how many went so; exact for any as-of day
select
    kind,
    asked_on,
    placement_id,
    line,
    channel,
    journey_id,
    touchpoint_id,
    answered_on,
    known_from,
    known_until,
    clock_from,
    stopped_on,
    limit_kind,
    due_on,
    is_provisional,
    count(*) as matters
from fct_matter
group by all
order by
    kind,
    asked_on,
    placement_id
