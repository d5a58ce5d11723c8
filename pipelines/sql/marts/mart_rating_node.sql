-- One row per survey × month × node with others below × touchpoint × kind × scale × dimension × member: counts of mart_rating_month added up
with parents as (
    select node_id
    from dim_node
    where not is_leaf
)
select
    mart.survey_id,
    mart.month,
    bridge.node_id,
    mart.touchpoint_id,
    mart.kind,
    mart.scale_minimum,
    mart.scale_maximum,
    mart.dimension,
    mart.member_id,
    sum(mart.ratings)::bigint as ratings,
    sum(mart.top_box)::bigint as top_box,
    sum(mart.pain_box)::bigint as pain_box,
    sum(mart.score_sum) as score_sum,
    sum(mart.score_squared_sum) as score_squared_sum,
    sum(mart.not_used)::bigint as not_used,
    sum(mart.off_scale)::bigint as off_scale,
    sum(mart.blank)::bigint as blank
from mart_rating_month as mart
inner join bridge_placement_node as bridge
    on bridge.placement_id = mart.placement_id
inner join parents
    on parents.node_id = bridge.node_id
group by
    mart.survey_id,
    mart.month,
    bridge.node_id,
    mart.touchpoint_id,
    mart.kind,
    mart.scale_minimum,
    mart.scale_maximum,
    mart.dimension,
    mart.member_id
order by
    mart.dimension,
    bridge.node_id,
    mart.survey_id,
    mart.month,
    mart.touchpoint_id,
    mart.kind,
    mart.scale_minimum,
    mart.scale_maximum,
    mart.member_id
