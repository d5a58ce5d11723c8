-- One row per response × question × option that could be chosen
select
    stg_choice.survey_id,
    stg_choice.response_id,
    stg_choice.question,
    stg_choice.option_name,
    stg_choice.was_selected
from stg_choice
inner join stg_response
    on stg_response.survey_id = stg_choice.survey_id
    and stg_response.response_id = stg_choice.response_id
order by
    stg_choice.survey_id,
    stg_choice.question,
    stg_choice.option_name,
    stg_choice.response_id
