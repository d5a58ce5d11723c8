-- One row per month, node (0 where nodes are not told apart) and member of the crossing dimension.
select
    month,
    touchpoint_id,
    scale_minimum,
    scale_maximum,
    case when $by_unit then node_id else 0 end as node_id,
    case when $by = $crossing then member_id else '' end as member_id,
    sum(ratings)::bigint as ratings,
    sum(top_box)::bigint as top_box,
    sum(pain_box)::bigint as pain_box,
    sum(not_used)::bigint as not_used,
    sum(off_scale)::bigint as off_scale,
    sum(blank)::bigint as blank
from cells
where
    node_id in $nodes
    and survey_id = $survey
    and kind = $kind
    and dimension = $crossing
    and ($any_member or member_id in $member)
    and ($any_rated or touchpoint_id in $rated)
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
