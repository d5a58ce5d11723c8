-- One row per month, unit group, kind of contact and member of the crossing dimension.
with
-- include placed
cells as (
    select
        mart.*,
        placed.unit_id
    from mart_contact_month as mart
    inner join placed on placed.placement_id = mart.placement_id
    where
        mart.dimension = $crossing
        and ($any_member or mart.member_id in $member)
)

select
    month,
    unit_id,
    kind,
    case when $by = $crossing then member_id else '' end as member_id,
    sum(contacts)::bigint as contacts
from cells
group by
    1,
    2,
    3,
    4
order by
    1,
    2,
    3,
    4
