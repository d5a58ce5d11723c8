-- One row per month, node (0 where nodes are not told apart) and member of the crossing dimension.
select
    month,
    touchpoint_id,
    kind,
    scale_minimum,
    scale_maximum,
    case when $by_unit then node_id else 0 end as node_id,
    case when $by = $crossing then member_id else '' end as member_id,
    sum(ratings)::bigint as ratings,
    sum(score_sum) as score_sum,
    sum(score_squared_sum) as score_squared_sum
from cells
where
    node_id in $nodes
    and touchpoint_id in $rated
    and dimension = $crossing
    and ($any_member or member_id in $member)
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
