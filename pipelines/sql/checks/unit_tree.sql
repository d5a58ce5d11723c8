-- One row per fault of the organisation tree: not one root, a parent that is no unit, a level that does not follow, a path shared
select
    'roots: ' || count(*) as fault,
    null as unit_id
from dim_unit
where parent_id is null
having count(*) <> 1
union all
select
    'parent unknown or level wrong',
    child.unit_id
from dim_unit as child
left join dim_unit as parent
    on parent.unit_id = child.parent_id
where
    child.parent_id is not null
    and child.level is distinct from parent.level + 1
union all
select
    'path shared: ' || path,
    min(unit_id)
from dim_unit
group by path
having count(*) > 1
union all
select
    'English path shared: ' || path_en,
    min(unit_id)
from dim_unit
group by path_en
having count(*) > 1
union all
select
    'row lost or doubled',
    core_unit_stay.unit_id
from (select distinct unit_id from core_unit_stay) as core_unit_stay
left join dim_unit
    on dim_unit.unit_id = core_unit_stay.unit_id
group by core_unit_stay.unit_id
having count(dim_unit.unit_id) <> 1
