-- One row per target: a measure, the unit it is set for, the survey (or any) and the months it holds.
select
    measure,
    unit_id,
    survey_id,
    first_month,
    last_month,
    target
from mart_target
order by
    measure,
    unit_id,
    first_month
