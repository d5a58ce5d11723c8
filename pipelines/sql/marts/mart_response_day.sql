-- One row per survey × day × node that has responses: counts of answers, and sums of weights, for weeks and days as of which
with facts as (
    select
        survey_id,
        responded_on,
        placement_id,
        is_partial,
        recommend,
        recommend_state,
        case when recommend_state = 'valid' then weight end as weight
    from fct_response
),
counted as (
    select
        survey_id,
        responded_on,
        placement_id,
        count(*) as responses,
        sum(case when is_partial then 1 else 0 end)::bigint as partial_responses,
        sum(case when recommend_state = 'valid' then 1 else 0 end)::bigint as recommend_responses,
        sum(case when recommend = 0 then 1 else 0 end)::bigint as score_0,
        sum(case when recommend = 1 then 1 else 0 end)::bigint as score_1,
        sum(case when recommend = 2 then 1 else 0 end)::bigint as score_2,
        sum(case when recommend = 3 then 1 else 0 end)::bigint as score_3,
        sum(case when recommend = 4 then 1 else 0 end)::bigint as score_4,
        sum(case when recommend = 5 then 1 else 0 end)::bigint as score_5,
        sum(case when recommend = 6 then 1 else 0 end)::bigint as score_6,
        sum(case when recommend = 7 then 1 else 0 end)::bigint as score_7,
        sum(case when recommend = 8 then 1 else 0 end)::bigint as score_8,
        sum(case when recommend = 9 then 1 else 0 end)::bigint as score_9,
        sum(case when recommend = 10 then 1 else 0 end)::bigint as score_10,
        sum(case when recommend_state = 'off_scale' then 1 else 0 end)::bigint as off_scale,
        sum(case when recommend_state = 'blank' then 1 else 0 end)::bigint as blank,
        coalesce(sum(weight), 0.0)::double as weight_sum,
        coalesce(sum(weight * weight), 0.0)::double as weight_squared_sum,
        coalesce(sum(case when recommend >= 9 then weight end), 0.0)::double as weight_promoters,
        coalesce(sum(case when recommend between 7 and 8 then weight end), 0.0)::double as weight_passives,
        coalesce(sum(case when recommend <= 6 then weight end), 0.0)::double as weight_detractors
    from facts
    group by
        survey_id,
        responded_on,
        placement_id
)
select
    bridge.node_id,
    counted.survey_id,
    counted.responded_on,
    sum(counted.responses)::bigint as responses,
    sum(counted.partial_responses)::bigint as partial_responses,
    sum(counted.recommend_responses)::bigint as recommend_responses,
    sum(counted.score_0)::bigint as score_0,
    sum(counted.score_1)::bigint as score_1,
    sum(counted.score_2)::bigint as score_2,
    sum(counted.score_3)::bigint as score_3,
    sum(counted.score_4)::bigint as score_4,
    sum(counted.score_5)::bigint as score_5,
    sum(counted.score_6)::bigint as score_6,
    sum(counted.score_7)::bigint as score_7,
    sum(counted.score_8)::bigint as score_8,
    sum(counted.score_9)::bigint as score_9,
    sum(counted.score_10)::bigint as score_10,
    sum(counted.off_scale)::bigint as off_scale,
    sum(counted.blank)::bigint as blank,
    sum(counted.weight_sum) as weight_sum,
    sum(counted.weight_squared_sum) as weight_squared_sum,
    sum(counted.weight_promoters) as weight_promoters,
    sum(counted.weight_passives) as weight_passives,
    sum(counted.weight_detractors) as weight_detractors
from counted
inner join bridge_placement_node as bridge
    on bridge.placement_id = counted.placement_id
group by
    bridge.node_id,
    counted.survey_id,
    counted.responded_on
order by
    bridge.node_id,
    counted.survey_id,
    counted.responded_on
