-- One row per survey × month × placement × touchpoint × kind × scale × dimension × member: counts of ratings, by state
with leaves as (
    select
        bridge.placement_id,
        bridge.node_id
    from bridge_placement_node as bridge
    inner join dim_node
        on dim_node.node_id = bridge.node_id
    where dim_node.is_leaf
),
stays as (
    -- numbers for what a response brings to the grain, for what a question does and for a member of a dimension: every
    -- rating is counted eight times, and the groups are more than the ratings, so that their keys are what has to be small;
    -- in the order of places, so that what is asked of one outlet lies together
    select
        fct_response.survey_id,
        fct_response.month,
        fct_response.placement_id,
        leaves.node_id,
        row_number() over (
            order by leaves.node_id, fct_response.placement_id, fct_response.survey_id, fct_response.month
        ) - 1 as stay,
        count(*) over () as stays
    from fct_response
    inner join leaves
        on leaves.placement_id = fct_response.placement_id
    group by
        fct_response.survey_id,
        fct_response.month,
        fct_response.placement_id,
        leaves.node_id
),
questions as (
    select
        survey_id,
        touchpoint_id,
        kind,
        scale_minimum,
        scale_maximum,
        row_number() over (order by survey_id, touchpoint_id, kind, scale_minimum, scale_maximum) - 1 as question,
        count(*) over () as questions
    from fct_rating
    group by
        survey_id,
        touchpoint_id,
        kind,
        scale_minimum,
        scale_maximum
),
told as (
    select
        'all' as dimension,
        'all' as member_id
    union
    select
        'line' as dimension,
        line as member_id
    from fct_response
    union
    select
        'channel' as dimension,
        channel as member_id
    from fct_response
    union
    select
        'product' as dimension,
        product as member_id
    from fct_response
    union
    select
        'age_band' as dimension,
        age_band as member_id
    from fct_response
    union
    select
        'is_new_citizen' as dimension,
        is_new_citizen as member_id
    from fct_response
    union
    select
        'tier' as dimension,
        tier as member_id
    from fct_response
    union
    select
        'journey' as dimension,
        journey_id as member_id
    from fct_response
),
members as (
    select
        dimension,
        member_id,
        dense_rank() over (order by dimension) - 1 as place,
        row_number() over (order by dimension, member_id) - 1 as member,
        count(*) over () as members
    from told
),
sizes as (
    select
        (select any_value(stays) from stays) * (select any_value(questions) from questions) as cells,
        (select any_value(members) from members) as members
),
keys as (
    -- a member's number and its dimension's, as they stand in the key of a cell: dimensions first, members last
    select
        members.dimension,
        members.member_id,
        members.place * sizes.cells * sizes.members + members.member as key
    from members
    cross join sizes
),
responses as (
    select
        fct_response.survey_id,
        fct_response.response_id,
        stays.stay,
        total.key as total_key,
        line.key as line_key,
        channel.key as channel_key,
        product.key as product_key,
        age_band.key as age_band_key,
        is_new_citizen.key as is_new_citizen_key,
        tier.key as tier_key,
        journey.key as journey_key
    from fct_response
    inner join stays
        on stays.survey_id = fct_response.survey_id
        and stays.month = fct_response.month
        and stays.placement_id = fct_response.placement_id
    inner join keys as total
        on total.dimension = 'all'
    inner join keys as line
        on line.dimension = 'line'
        and line.member_id = fct_response.line
    inner join keys as channel
        on channel.dimension = 'channel'
        and channel.member_id = fct_response.channel
    inner join keys as product
        on product.dimension = 'product'
        and product.member_id = fct_response.product
    inner join keys as age_band
        on age_band.dimension = 'age_band'
        and age_band.member_id = fct_response.age_band
    inner join keys as is_new_citizen
        on is_new_citizen.dimension = 'is_new_citizen'
        and is_new_citizen.member_id = fct_response.is_new_citizen
    inner join keys as tier
        on tier.dimension = 'tier'
        and tier.member_id = fct_response.tier
    inner join keys as journey
        on journey.dimension = 'journey'
        and journey.member_id = fct_response.journey_id
),
turns as (
    select 0 as turn
    union all
    select 1 as turn
    union all
    select 2 as turn
    union all
    select 3 as turn
    union all
    select 4 as turn
    union all
    select 5 as turn
    union all
    select 6 as turn
    union all
    select 7 as turn
),
facts as (
    -- every row once for each dimension it is told by: one large set of groups, which spills to the disk where memory ends;
    -- grouping sets are as many sets at a time, all of them in memory
    select
        (responses.stay * questions.questions + questions.question) * sizes.members as cell,
        case turns.turn
            when 1 then responses.line_key
            when 2 then responses.channel_key
            when 3 then responses.product_key
            when 4 then responses.age_band_key
            when 5 then responses.is_new_citizen_key
            when 6 then responses.tier_key
            when 7 then responses.journey_key
            else responses.total_key
        end as member,
        case when fct_rating.state = 'valid' then fct_rating.score end as score,
        fct_rating.state = 'valid' as is_valid,
        fct_rating.state = 'not_used' as is_not_used,
        fct_rating.state = 'off_scale' as is_off_scale,
        fct_rating.state = 'blank' as is_blank,
        fct_rating.is_top,
        fct_rating.is_pain
    from fct_rating
    inner join responses
        on responses.survey_id = fct_rating.survey_id
        and responses.response_id = fct_rating.response_id
    inner join questions
        on questions.survey_id = fct_rating.survey_id
        and questions.touchpoint_id = fct_rating.touchpoint_id
        and questions.kind = fct_rating.kind
        and questions.scale_minimum = fct_rating.scale_minimum
        and questions.scale_maximum = fct_rating.scale_maximum
    cross join sizes
    cross join turns
),
counted as (
    select
        cell + member as key,
        count(case when is_valid then 1 end) as ratings,
        count(case when is_top then 1 end) as top_box,
        count(case when is_pain then 1 end) as pain_box,
        coalesce(sum(score), 0.0) as score_sum,
        coalesce(sum(score * score), 0.0) as score_squared_sum,
        count(case when is_not_used then 1 end) as not_used,
        count(case when is_off_scale then 1 end) as off_scale,
        count(case when is_blank then 1 end) as blank
    from facts
    group by cell + member
)
select
    stays.node_id,
    stays.survey_id,
    stays.month,
    stays.placement_id,
    questions.touchpoint_id,
    questions.kind,
    questions.scale_minimum,
    questions.scale_maximum,
    members.dimension,
    members.member_id,
    counted.ratings,
    counted.top_box,
    counted.pain_box,
    counted.score_sum,
    counted.score_squared_sum,
    counted.not_used,
    counted.off_scale,
    counted.blank
from counted
cross join sizes
inner join members
    on members.member = counted.key % sizes.members
inner join questions
    on questions.question = counted.key // sizes.members % sizes.cells % questions.questions
inner join stays
    on stays.stay = counted.key // sizes.members % sizes.cells // questions.questions
order by counted.key
