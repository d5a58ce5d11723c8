-- One row per journey instance × step, or per group of alike ones with their numbers
select
    journey_instance_id,
    journey_id,
    touchpoint_id,
    entered_at,
    entered_at::date as entered_on,
    completed_at,
    recorded(unit_id) as unit_id,
    recorded(channel) as channel,
    coalesce(entered, 1) as entered,
    -- more completed than entered is flagged where it comes in, and counts as all
    least(
        coalesce(completed, case when completed_at is not null then coalesce(entered, 1) else 0 end),
        coalesce(entered, 1)
    ) as completed,
    completed is not null and completed_at is null as is_counted
from raw_journey_events
