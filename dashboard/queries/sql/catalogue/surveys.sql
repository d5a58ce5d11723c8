-- One row per survey.
select
    survey_id,
    name,
    name_en,
    has_recommend,
    has_weight,
    responses,
    recommend_responses
from dim_survey
order by survey_id
