-- One row per stay of a unit under one parent; a unit's first known stay reaches back for ever, its last one on for ever
with ordered as (
    select
        *,
        row_number() over (partition by unit_id order by from_on nulls first) as stay,
        lead(from_on) over (partition by unit_id order by from_on nulls first) as next_on
    from raw_units
)
select
    unit_id,
    nullif(recorded(parent_id), '') as parent_id,
    name,
    coalesce(nullif(recorded(name_en), ''), name) as name_en,
    recorded(level) as level_name,
    coalesce(nullif(recorded(level_en), ''), recorded(level)) as level_name_en,
    opened_on,
    closed_on,
    sort_order,
    case when stay = 1 then date '0001-01-01' else from_on end as from_on,
    coalesce(next_on, date '9999-12-31') as to_on
from ordered
