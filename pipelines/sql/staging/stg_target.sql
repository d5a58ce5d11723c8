-- One row per target; without a unit it holds for the whole bank, without a last month it still holds
select
    measure,
    nullif(recorded(unit_id), '') as unit_id,
    nullif(recorded(survey_id), '') as survey_id,
    first_month,
    last_month,
    target
from raw_targets
