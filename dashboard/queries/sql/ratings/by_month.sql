-- One row per month, touchpoint, scale, unit group and member of the crossing dimension: ratings of one kind.
with
-- include placed
cells as (
    select
        mart.*,
        placed.unit_id
    from mart_rating_month as mart
    inner join placed on placed.placement_id = mart.placement_id
    where
        mart.survey_id = $survey
        and mart.kind = $kind
        and mart.dimension = $crossing
        and ($any_member or mart.member_id in $member)
        and ($any_rated or mart.touchpoint_id in $rated)
)

select
    month,
    touchpoint_id,
    scale_minimum,
    scale_maximum,
    unit_id,
    case when $by = $crossing then member_id else '' end as member_id,
    sum(ratings)::bigint as ratings,
    sum(top_box)::bigint as top_box,
    sum(pain_box)::bigint as pain_box,
    sum(not_used)::bigint as not_used,
    sum(off_scale)::bigint as off_scale,
    sum(blank)::bigint as blank
from cells
group by
    1,
    2,
    3,
    4,
    5,
    6
order by
    1,
    2,
    3,
    4,
    5,
    6
