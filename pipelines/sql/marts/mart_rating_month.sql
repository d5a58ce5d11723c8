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
    -- a number for what a response brings to the grain, and one for what a question does: every rating is counted eight
    -- times, and the groups are more than the ratings, so that their keys are what has to be small; in the order of places,
    -- so that what is asked of one outlet lies together
    select
        fct_response.survey_id,
        fct_response.month,
        fct_response.placement_id,
        leaves.node_id,
        row_number() over (
            order by leaves.node_id, fct_response.placement_id, fct_response.survey_id, fct_response.month
        ) as stay
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
responses as (
    select
        fct_response.survey_id,
        fct_response.response_id,
        stays.stay,
        fct_response.line,
        fct_response.channel,
        fct_response.product,
        fct_response.age_band,
        fct_response.is_new_citizen,
        fct_response.tier,
        fct_response.journey_id as journey
    from fct_response
    inner join stays
        on stays.survey_id = fct_response.survey_id
        and stays.month = fct_response.month
        and stays.placement_id = fct_response.placement_id
),
facts as (
    select
        responses.stay * questions.questions + questions.question as cell,
        responses.line,
        responses.channel,
        responses.product,
        responses.age_band,
        responses.is_new_citizen,
        responses.tier,
        responses.journey,
        case when fct_rating.state = 'valid' then fct_rating.score end as score,
        fct_rating.state,
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
),
counted as (
    -- every row once for each dimension it is told by: one large set of groups, which spills to the disk where memory ends;
    -- grouping sets are as many sets at a time, all of them in memory
    select
        facts.cell,
        dimensions.dimension,
        case dimensions.dimension
            when 'line' then facts.line
            when 'channel' then facts.channel
            when 'product' then facts.product
            when 'age_band' then facts.age_band
            when 'is_new_citizen' then facts.is_new_citizen
            when 'tier' then facts.tier
            when 'journey' then facts.journey
            else 'all'
        end as member_id,
        count(case when facts.state = 'valid' then 1 end) as ratings,
        count(case when facts.is_top then 1 end) as top_box,
        count(case when facts.is_pain then 1 end) as pain_box,
        coalesce(sum(facts.score), 0.0) as score_sum,
        coalesce(sum(facts.score * facts.score), 0.0) as score_squared_sum,
        count(case when facts.state = 'not_used' then 1 end) as not_used,
        count(case when facts.state = 'off_scale' then 1 end) as off_scale,
        count(case when facts.state = 'blank' then 1 end) as blank
    from facts
    cross join dimensions
    group by
        facts.cell,
        dimensions.dimension,
        3
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
    counted.dimension,
    counted.member_id,
    counted.ratings,
    counted.top_box,
    counted.pain_box,
    counted.score_sum,
    counted.score_squared_sum,
    counted.not_used,
    counted.off_scale,
    counted.blank
from counted
inner join questions
    on questions.question = counted.cell % questions.questions
inner join stays
    on stays.stay = counted.cell // questions.questions
order by
    counted.dimension,
    counted.cell,
    counted.member_id
