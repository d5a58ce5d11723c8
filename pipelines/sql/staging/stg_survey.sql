-- One row per survey, as its newest description names it
select
    survey_id,
    name,
    nullif(recorded(name_en), '') as name_en,
    has_recommend,
    has_weight
from raw_surveys
