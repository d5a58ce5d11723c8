-- One row per survey, as its newest description names it
select
    survey_id,
    name,
    nullif(recorded(name_en), '') as name_en,
    has_recommend,
    has_weight,
    one_per_person_days
from raw_surveys
