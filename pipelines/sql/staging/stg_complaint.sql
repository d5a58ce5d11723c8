-- One row per complaint; its journey is the one its touchpoint is a step of
select
    raw_complaints.complaint_id,
    raw_complaints.received_at,
    raw_complaints.received_at::date as received_on,
    recorded(raw_complaints.unit_id) as unit_id,
    recorded(raw_complaints.line) as line,
    recorded(raw_complaints.channel) as channel,
    recorded(raw_complaints.business) as business,
    recorded(raw_complaints.cause) as cause,
    recorded(raw_touchpoints.journey_id) as journey_id,
    recorded(raw_complaints.touchpoint_id) as touchpoint_id,
    raw_complaints.valid as is_valid,
    raw_complaints.decided_at,
    raw_complaints.told_at,
    recorded(raw_complaints.repeat_of) as repeat_of,
    coalesce(raw_complaints.suspected_agent, false) as is_suspected_agent,
    nullif(recorded(raw_complaints.respondent_key), '') as respondent_key
from raw_complaints
left join raw_touchpoints
    on raw_touchpoints.touchpoint_id = raw_complaints.touchpoint_id
