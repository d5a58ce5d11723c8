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
dimensions as (
    select 'all' as dimension
    union all
    select 'line' as dimension
    union all
    select 'channel' as dimension
    union all
    select 'product' as dimension
    union all
    select 'age_band' as dimension
    union all
    select 'is_new_citizen' as dimension
    union all
    select 'tier' as dimension
    union all
    select 'journey' as dimension
    union all
    select 'touchpoint' as dimension
),
counted as (
    -- every row once for each dimension it is told by: one large set of groups, which spills to the disk where memory ends;
    -- grouping sets are as many sets at a time, all of them in memory
    select
        facts.survey_id,
        facts.month,
        facts.placement_id,
        dimensions.dimension,
        case dimensions.dimension
            when 'line' then facts.line
            when 'channel' then facts.channel
            when 'product' then facts.product
            when 'age_band' then facts.age_band
            when 'is_new_citizen' then facts.is_new_citizen
            when 'tier' then facts.tier
            when 'journey' then facts.journey
            when 'touchpoint' then facts.touchpoint
            else 'all'
        end as member_id,
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
    cross join dimensions
    group by
        facts.survey_id,
        facts.month,
        facts.placement_id,
        dimensions.dimension,
        5
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
