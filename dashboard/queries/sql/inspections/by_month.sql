-- One row per month, unit group, item and touchpoint: looked at, in order, looked at again.
with
-- include placed
cells as (
    select
        mart.*,
        placed.unit_id
    from mart_inspection_month as mart
    inner join placed on placed.placement_id = mart.placement_id
    where $any_touchpoint or mart.touchpoint_id in $touchpoint
)

select
    month,
    unit_id,
    item,
    touchpoint_id,
    case $by
        when 'item' then item
        when 'touchpoint' then touchpoint_id
        else ''
    end as member_id,
    sum(inspected)::bigint as inspected,
    sum(passed)::bigint as passed,
    sum(rechecked)::bigint as rechecked,
    sum(recheck_passed)::bigint as recheck_passed
from cells
group by
    month,
    unit_id,
    item,
    touchpoint_id
order by
    month,
    unit_id,
    item,
    touchpoint_id
