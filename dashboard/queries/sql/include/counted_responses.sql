-- One row per month, node (0 where nodes are not told apart) and member of the crossing dimension.
select
    month,
    case when $by_unit then node_id else 0 end as node_id,
    case when $by = $crossing then member_id else '' end as member_id,
    sum(responses)::bigint as responses,
    sum(partial_responses)::bigint as partial_responses,
    sum(recommend_responses)::bigint as recommend_responses,
    sum(score_0)::bigint as score_0,
    sum(score_1)::bigint as score_1,
    sum(score_2)::bigint as score_2,
    sum(score_3)::bigint as score_3,
    sum(score_4)::bigint as score_4,
    sum(score_5)::bigint as score_5,
    sum(score_6)::bigint as score_6,
    sum(score_7)::bigint as score_7,
    sum(score_8)::bigint as score_8,
    sum(score_9)::bigint as score_9,
    sum(score_10)::bigint as score_10,
    sum(off_scale)::bigint as off_scale,
    sum(blank)::bigint as blank,
    sum(weight_squared_sum) as weight_squared_sum,
    sum(weight_promoters) as weight_promoters,
    sum(weight_passives) as weight_passives,
    sum(weight_detractors) as weight_detractors
from cells
where
    node_id in $nodes
    and survey_id = $survey
    and dimension = $crossing
    and ($any_member or member_id in $member)
group by
    1,
    2,
    3
order by
    1,
    2,
    3
