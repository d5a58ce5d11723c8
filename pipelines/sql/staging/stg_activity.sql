-- One row per product review or education event
select
    activity_id,
    kind,
    recorded(name) as name,
    coalesce(nullif(recorded(name_en), ''), recorded(name)) as name_en,
    started_on,
    finished_on,
    recorded(unit_id) as unit_id,
    recorded(line) as line,
    findings,
    passed_first as is_passed_first,
    passed_second as is_passed_second,
    recorded(group_reached) as group_reached,
    recorded(form) as form,
    recorded(campaign) as campaign,
    coalesce(nullif(recorded(campaign_en), ''), recorded(campaign)) as campaign_en,
    reached,
    recorded(summary) as summary
from raw_activities
