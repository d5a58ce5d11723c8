-- One row per wait of complaints that ends before it begins, ends twice, or whose working days are not known
select
    received_on,
    placement_id,
    step,
    began_on
from mart_complaint_wait
where
    began_on < received_on
    or ended_on < began_on
    or left_on < began_on
    or (ended_on is not null and left_on is not null)
    or began_workdays is null
    or (ended_on is not null and (ended_workdays is null or ended_workdays < began_workdays))
    or (left_on is not null and (left_workdays is null or left_workdays < began_workdays))
