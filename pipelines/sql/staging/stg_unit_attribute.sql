-- One row per unit × attribute × span; a span ends where the same attribute of the unit is told anew, to_on exclusive
with ordered as (
    select
        unit_id,
        attribute,
        recorded(value) as value,
        coalesce(from_on, date '0001-01-01') as from_on,
        coalesce(to_on + 1, date '9999-12-31') as told_to_on
    from raw_unit_attributes
)
select
    unit_id,
    attribute,
    value,
    from_on,
    least(
        told_to_on,
        coalesce(lead(from_on) over (partition by unit_id, attribute order by from_on), date '9999-12-31')
    ) as to_on
from ordered
