-- One row per month of invitation, unit group and channel: how many were asked, and how many of them answered.
with
-- include placed
cells as (
    select
        mart.*,
        placed.unit_id
    from mart_invitation_month as mart
    inner join placed on placed.placement_id = mart.placement_id
    where
        mart.survey_id = $survey
        and mart.dimension = $crossing
        and ($any_member or mart.member_id in $member)
)

select
    month,
    unit_id,
    case when $by = $crossing then member_id else '' end as member_id,
    sum(sent)::bigint as sent,
    sum(delivered)::bigint as delivered,
    sum(opened)::bigint as opened,
    sum(responded)::bigint as responded
from cells
group by
    1,
    2,
    3
order by
    1,
    2,
    3
