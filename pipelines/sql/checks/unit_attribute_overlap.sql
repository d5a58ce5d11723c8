-- One row per span of a unit's attribute that is empty or reaches into the next one
with ordered as (
    select
        *,
        lead(coalesce(from_on, date '0001-01-01')) over (
            partition by unit_id, attribute order by from_on nulls first
        ) as next_from_on
    from dim_unit_attribute
)
select
    *
from ordered
where
    coalesce(from_on, date '0001-01-01') >= coalesce(to_on, date '9999-12-31')
    or coalesce(to_on, date '9999-12-31') > next_from_on
