-- One row per month: the customers and staff of the units looked at, 0 where none are recorded.
with
-- include placed
cells as (
    select
        mart.month,
        mart.customers,
        mart.staff
    from mart_exposure_month as mart
    inner join placed on placed.placement_id = mart.placement_id
)

select
    month,
    coalesce(sum(customers), 0)::double as customers,
    coalesce(sum(staff), 0)::double as staff
from cells
group by month
order by month
