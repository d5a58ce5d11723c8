-- One row per month: all that complaints may be divided by, of the units looked at; 0 where none is recorded.
with
-- include placed
cells as (
    select mart.*
    from mart_exposure_month as mart
    inner join placed on placed.placement_id = mart.placement_id
)

select
    month,
    coalesce(sum(customers), 0)::double as customers,
    coalesce(sum(transactions), 0)::double as transactions,
    coalesce(sum(outlets), 0)::double as outlets,
    coalesce(sum(contacts), 0)::double as contacts
from cells
group by month
order by month
