-- One row per span of a unit's name that does not begin where the one before it ended; names cover all time
with ordered as (
    select
        unit_id,
        coalesce(from_on, date '0001-01-01') as from_on,
        coalesce(to_on, date '9999-12-31') as to_on,
        lag(coalesce(to_on, date '9999-12-31')) over (
            partition by unit_id order by coalesce(from_on, date '0001-01-01')
        ) as before_to_on,
        row_number() over (partition by unit_id order by coalesce(to_on, date '9999-12-31') desc) as place_from_end
    from dim_unit_name
)
select
    *
from ordered
where
    from_on <> coalesce(before_to_on, date '0001-01-01')
    or from_on >= to_on
    or (place_from_end = 1 and to_on <> date '9999-12-31')
