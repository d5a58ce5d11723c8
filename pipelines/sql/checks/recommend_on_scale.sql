-- One row per response with a recommend answer off the 0–10 scale, or one whose state says otherwise
select
    survey_id,
    response_id
from fct_response
where
    (recommend_state = 'valid') <> (recommend is not null)
    or recommend not between 0 and 10
