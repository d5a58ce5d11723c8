-- One row per response: which load it came with, when to the second it was sent, and how long it took
select
    survey_id,
    response_id,
    load_id,
    recorded(journey_id) as journey_id,
    responded_at,
    case when duration_seconds > 0 then duration_seconds end as duration_seconds
from raw_survey_responses
