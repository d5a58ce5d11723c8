-- One row per survey × day × node × touchpoint × kind × scale that has ratings: counts of them, by state
with leaves as (
    select
        bridge.placement_id,
        bridge.node_id
    from bridge_placement_node as bridge
    inner join dim_node
        on dim_node.node_id = bridge.node_id
    where dim_node.is_leaf
),
above as (
    select distinct
        leaves.node_id as leaf_id,
        bridge.node_id
    from leaves
    inner join bridge_placement_node as bridge
        on bridge.placement_id = leaves.placement_id
    where bridge.node_id <> leaves.node_id
),
days as (
    -- numbers for what a response brings to the grain and for what a question does: there are nearly as many groups as
    -- ratings, so that their keys are what has to be small
    select
        leaves.node_id,
        fct_response.survey_id,
        fct_response.responded_on,
        row_number() over (order by leaves.node_id, fct_response.survey_id, fct_response.responded_on) as day
    from fct_response
    inner join leaves
        on leaves.placement_id = fct_response.placement_id
    group by
        leaves.node_id,
        fct_response.survey_id,
        fct_response.responded_on
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
        days.day
    from fct_response
    inner join leaves
        on leaves.placement_id = fct_response.placement_id
    inner join days
        on days.node_id = leaves.node_id
        and days.survey_id = fct_response.survey_id
        and days.responded_on = fct_response.responded_on
),
cells as (
    select
        responses.day * questions.questions + questions.question as cell,
        count(case when fct_rating.state = 'valid' then 1 end) as ratings,
        count(case when fct_rating.is_top then 1 end) as top_box,
        count(case when fct_rating.is_pain then 1 end) as pain_box,
        count(case when fct_rating.state = 'not_used' then 1 end) as not_used,
        count(case when fct_rating.state = 'off_scale' then 1 end) as off_scale,
        count(case when fct_rating.state = 'blank' then 1 end) as blank
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
    group by responses.day * questions.questions + questions.question
),
counted as (
    -- once per leaf: what stands above is added up of these, and is little
    select
        days.node_id,
        days.survey_id,
        days.responded_on,
        questions.touchpoint_id,
        questions.kind,
        questions.scale_minimum,
        questions.scale_maximum,
        cells.ratings,
        cells.top_box,
        cells.pain_box,
        cells.not_used,
        cells.off_scale,
        cells.blank
    from cells
    inner join questions
        on questions.question = cells.cell % questions.questions
    inner join days
        on days.day = cells.cell // questions.questions
),
parents as (
    select
        above.node_id,
        counted.survey_id,
        counted.responded_on,
        counted.touchpoint_id,
        counted.kind,
        counted.scale_minimum,
        counted.scale_maximum,
        sum(counted.ratings)::bigint as ratings,
        sum(counted.top_box)::bigint as top_box,
        sum(counted.pain_box)::bigint as pain_box,
        sum(counted.not_used)::bigint as not_used,
        sum(counted.off_scale)::bigint as off_scale,
        sum(counted.blank)::bigint as blank
    from counted
    inner join above
        on above.leaf_id = counted.node_id
    group by
        above.node_id,
        counted.survey_id,
        counted.responded_on,
        counted.touchpoint_id,
        counted.kind,
        counted.scale_minimum,
        counted.scale_maximum
)
select * from counted
union all
select * from parents
order by
    node_id,
    survey_id,
    responded_on,
    touchpoint_id,
    kind,
    scale_minimum,
    scale_maximum
