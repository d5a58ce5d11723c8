-- One row per response × question × option
select
    survey_id,
    response_id,
    question,
    option_name,
    was_selected
from raw_choices
