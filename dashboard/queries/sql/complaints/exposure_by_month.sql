-- One row per month and unit group: the customers, and what else a rate may be divided by.
with
-- include placed
cells as (
    select
        mart.month,
        placed.unit_id,
        mart.customers,
        mart.transactions,
        mart.outlets
    from mart_exposure_month as mart
    inner join placed on placed.placement_id = mart.placement_id
)

select
    month,
    unit_id,
    sum(customers)::bigint as customers,
    sum(transactions)::double as transactions,
    sum(outlets)::double as outlets
from cells
group by
    month,
    unit_id
order by
    month,
    unit_id
