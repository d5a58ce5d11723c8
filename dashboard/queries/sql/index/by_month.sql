-- One row per month, touchpoint, kind, scale, unit group and member: ratings with their sums, over all surveys.
with
-- include placed
cells as (
    select
        mart.*,
        placed.unit_id
    from mart_rating_month as mart
    inner join placed on placed.placement_id = mart.placement_id
    where
        mart.touchpoint_id in $rated
        and mart.dimension = $crossing
        and ($any_member or mart.member_id in $member)
)

select
    month,
    touchpoint_id,
    kind,
    scale_minimum,
    scale_maximum,
    unit_id,
    case when $by = $crossing then member_id else '' end as member_id,
    sum(ratings)::bigint as ratings,
    sum(score_sum) as score_sum,
    sum(score_squared_sum) as score_squared_sum
from cells
group by
    1,
    2,
    3,
    4,
    5,
    6,
    7
having sum(ratings) > 0
order by
    1,
    2,
    3,
    4,
    5,
    6,
    7
