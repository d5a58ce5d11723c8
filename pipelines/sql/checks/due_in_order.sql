-- One row per limit and day whose last day lies before it, or that has none
select
    limit_id,
    asked_on,
    due_on
from dim_due
where
    due_on is null
    or due_on < asked_on
