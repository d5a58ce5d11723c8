-- One row per unit × span under one name; a renamed unit keeps its id. from_on null: always; to_on (exclusive) null: still
with marked as (
    -- a moved unit has a new stay but no new name: neighbouring stays under one name are one
    select
        *,
        case
            when name = lag(name) over by_unit and name_en = lag(name_en) over by_unit then 0
            else 1
        end as is_new
    from core_unit_stay
    window by_unit as (partition by unit_id order by from_on)
),
numbered as (
    select
        *,
        sum(is_new) over (partition by unit_id order by from_on rows unbounded preceding) as span
    from marked
),
spans as (
    select
        unit_id,
        span,
        any_value(name) as name,
        any_value(name_en) as name_en,
        min(from_on) as from_on,
        max(to_on) as to_on
    from numbered
    group by
        unit_id,
        span
)
select
    unit_id,
    name,
    name_en,
    case when from_on > date '0001-01-01' then from_on end as from_on,
    case when to_on < date '9999-12-31' then to_on end as to_on
from spans
order by
    unit_id,
    span
