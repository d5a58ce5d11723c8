-- One row per month, unit group and member of the crossing dimension: how many answered, and what.
with
-- include placed
cells as (
    select
        mart.*,
        placed.unit_id
    from mart_response_month as mart
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
group by
    1,
    2,
    3
order by
    1,
    2,
    3
