-- One row per kind of fault in the records of complaints received in a span of months, with the id of one that may be
-- named here.
with
-- include placed
cells as (
    select
        mart.kind,
        mart.complaints,
        case when $sees_all or placement.unit_id in $visible then mart.example_id end as example_id
    from mart_complaint_fault as mart
    inner join placed on placed.placement_id = mart.placement_id
    inner join dim_placement as placement on placement.placement_id = mart.placement_id
    where
        mart.month >= $first_month
        and mart.month <= $last_month
)

select
    kind,
    sum(complaints)::bigint as complaints,
    coalesce(min(example_id), '') as example_id
from cells
group by kind
order by
    complaints desc,
    kind
