-- One row per month of receipt, unit group and member of the crossing dimension: complaints, raw, merged and valid.
with
-- include placed
cells as (
    select
        mart.*,
        placed.unit_id
    from mart_complaint_month as mart
    inner join placed on placed.placement_id = mart.placement_id
    where
        mart.dimension = $crossing
        and ($any_member or mart.member_id in $member)
)

select
    month,
    unit_id,
    case when $by = $crossing then member_id else '' end as member_id,
    sum(complaints)::bigint as complaints,
    sum(merged_complaints)::bigint as merged_complaints,
    sum(valid_complaints)::bigint as valid_complaints,
    sum(agent_complaints)::bigint as agent_complaints,
    sum(agent_merged_complaints)::bigint as agent_merged_complaints,
    sum(agent_valid_complaints)::bigint as agent_valid_complaints,
    sum(escalated_complaints)::bigint as escalated_complaints,
    sum(complaints_by_count)::bigint as complaints_by_count
from cells
group by
    1,
    2,
    3
order by
    1,
    2,
    3
