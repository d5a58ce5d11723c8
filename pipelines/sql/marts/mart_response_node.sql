-- One row per survey × month × node with others below × dimension × member: counts of mart_response_month added up
with parents as (
    select node_id
    from dim_node
    where not is_leaf
)
select
    mart.survey_id,
    mart.month,
    bridge.node_id,
    mart.dimension,
    mart.member_id,
    sum(mart.responses)::bigint as responses,
    sum(mart.partial_responses)::bigint as partial_responses,
    sum(mart.recommend_responses)::bigint as recommend_responses,
    sum(mart.score_0)::bigint as score_0,
    sum(mart.score_1)::bigint as score_1,
    sum(mart.score_2)::bigint as score_2,
    sum(mart.score_3)::bigint as score_3,
    sum(mart.score_4)::bigint as score_4,
    sum(mart.score_5)::bigint as score_5,
    sum(mart.score_6)::bigint as score_6,
    sum(mart.score_7)::bigint as score_7,
    sum(mart.score_8)::bigint as score_8,
    sum(mart.score_9)::bigint as score_9,
    sum(mart.score_10)::bigint as score_10,
    sum(mart.off_scale)::bigint as off_scale,
    sum(mart.blank)::bigint as blank,
    sum(mart.weight_sum) as weight_sum,
    sum(mart.weight_squared_sum) as weight_squared_sum,
    sum(mart.weight_promoters) as weight_promoters,
    sum(mart.weight_passives) as weight_passives,
    sum(mart.weight_detractors) as weight_detractors
from mart_response_month as mart
inner join bridge_placement_node as bridge
    on bridge.placement_id = mart.placement_id
inner join parents
    on parents.node_id = bridge.node_id
group by
    mart.survey_id,
    mart.month,
    bridge.node_id,
    mart.dimension,
    mart.member_id
order by
    mart.dimension,
    bridge.node_id,
    mart.survey_id,
    mart.month,
    mart.member_id
