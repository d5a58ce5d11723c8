-- One row per response: which load it came with, when to the second it was sent, how long it took, and who answered (keyed)
select
    survey_id,
    response_id,
    load_id,
    respondent_key,
    recorded(unit_id) as unit_id,
    recommend_state,
    recommend,
    recorded(journey_id) as journey_id,
    responded_at,
    case when duration_seconds > 0 then duration_seconds end as duration_seconds
from raw_survey_responses
