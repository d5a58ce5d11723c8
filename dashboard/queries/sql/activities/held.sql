-- One row per unit that may be named here and held education events in a span of days: how many were its own.
with
-- include placed
places as (
    select distinct placement_id
    from placed
)

select
    placement.unit_id,
    sum(mart.events)::bigint as events
from mart_education_day as mart
inner join places on places.placement_id = mart.placement_id
inner join dim_placement as placement on placement.placement_id = mart.placement_id
where
    mart.held_on >= $first_day
    and mart.held_on <= $last_day
    and ($any_line or coalesce(mart.line, '') in $line)
    and ($sees_all or placement.unit_id in $visible)
group by placement.unit_id
order by placement.unit_id
