-- One row per month, unit group and member, as responses/by_month, but with any filters and any days: a freer cut.
with
-- include placed
-- include answered
cells as (
    select
        month,
        unit_id,
        member_id,
        is_partial,
        recommend_state,
        case when recommend_state = 'valid' then recommend end as score,
        case when recommend_state = 'valid' then weight end as weight
    from answered
)

select
    month,
    unit_id,
    member_id,
    count(*)::bigint as responses,
    count(*) filter (where is_partial)::bigint as partial_responses,
    count(score)::bigint as recommend_responses,
    count(*) filter (where score = 0)::bigint as score_0,
    count(*) filter (where score = 1)::bigint as score_1,
    count(*) filter (where score = 2)::bigint as score_2,
    count(*) filter (where score = 3)::bigint as score_3,
    count(*) filter (where score = 4)::bigint as score_4,
    count(*) filter (where score = 5)::bigint as score_5,
    count(*) filter (where score = 6)::bigint as score_6,
    count(*) filter (where score = 7)::bigint as score_7,
    count(*) filter (where score = 8)::bigint as score_8,
    count(*) filter (where score = 9)::bigint as score_9,
    count(*) filter (where score = 10)::bigint as score_10,
    count(*) filter (where recommend_state = 'off_scale')::bigint as off_scale,
    count(*) filter (where recommend_state = 'blank')::bigint as blank,
    coalesce(sum(weight * weight), 0)::double as weight_squared_sum,
    coalesce(sum(weight) filter (where score >= 9), 0)::double as weight_promoters,
    coalesce(sum(weight) filter (where score between 7 and 8), 0)::double as weight_passives,
    coalesce(sum(weight) filter (where score <= 6), 0)::double as weight_detractors
from cells
group by
    month,
    unit_id,
    member_id
order by
    month,
    unit_id,
    member_id
