-- One row per survey × month × placement × dimension × member that has responses: counts of answers, and sums of weights
with leaves as (
    select
        bridge.placement_id,
        bridge.node_id
    from bridge_placement_node as bridge
    inner join dim_node
        on dim_node.node_id = bridge.node_id
    where dim_node.is_leaf
),
facts as (
    select
        survey_id,
        month,
        placement_id,
        line,
        channel,
        product,
        age_band,
        is_new_citizen,
        tier,
        journey_id as journey,
        touchpoint_id as touchpoint,
        is_partial,
        recommend,
        recommend_state,
        case when recommend_state = 'valid' then weight end as weight
    from fct_response
),
counted as (
    -- each grouping set is one dimension crossed with survey, month and placement; the bare one is 'all'
    select
        survey_id,
        month,
        placement_id,
        case
            when grouping(line) = 0 then 'line'
            when grouping(channel) = 0 then 'channel'
            when grouping(product) = 0 then 'product'
            when grouping(age_band) = 0 then 'age_band'
            when grouping(is_new_citizen) = 0 then 'is_new_citizen'
            when grouping(tier) = 0 then 'tier'
            when grouping(journey) = 0 then 'journey'
            when grouping(touchpoint) = 0 then 'touchpoint'
            else 'all'
        end as dimension,
        coalesce(line, channel, product, age_band, is_new_citizen, tier, journey, touchpoint, 'all') as member_id,
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
        grouping sets (
            (survey_id, month, placement_id),
            (survey_id, month, placement_id, line),
            (survey_id, month, placement_id, channel),
            (survey_id, month, placement_id, product),
            (survey_id, month, placement_id, age_band),
            (survey_id, month, placement_id, is_new_citizen),
            (survey_id, month, placement_id, tier),
            (survey_id, month, placement_id, journey),
            (survey_id, month, placement_id, touchpoint)
        )
)
select
    leaves.node_id,
    counted.*
from counted
inner join leaves
    on leaves.placement_id = counted.placement_id
order by
    counted.dimension,
    leaves.node_id,
    counted.placement_id,
    counted.survey_id,
    counted.month,
    counted.member_id
