-- One row per unit, in the order in which siblings stand.
select
    unit_id,
    parent_id,
    name,
    name_en,
    level,
    level_name,
    level_name_en,
    path,
    path_en,
    opened_on,
    closed_on
from dim_unit
order by
    level,
    sort_order,
    unit_id
