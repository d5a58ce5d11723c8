-- One row per target: a measure, the unit it is set for (the root: the whole bank), and the months it holds
select
    stg_target.measure,
    coalesce(stg_target.unit_id, root.unit_id) as unit_id,
    stg_target.survey_id,
    stg_target.first_month,
    stg_target.last_month,
    stg_target.target
from stg_target
cross join (
    select distinct unit_id
    from core_unit_stay
    where parent_id is null
) as root
order by
    measure,
    unit_id,
    first_month
