-- One row per survey × kind × quarter × placement × journey × two questions: sums over the responses that answered both
--
-- A question is a touchpoint of the journey, on the scale that most of its ratings were given on, or '' the recommend
-- question itself. A response counts for a journey if it answered that and rated a touchpoint of the journey; a touchpoint
-- of no journey is one of the journey ''. The survey's overall question is no touchpoint.
with told as (
    select
        survey_id,
        response_id,
        placement_id,
        date_trunc('quarter', responded_on)::date as quarter,
        recommend::double as recommend,
        row_number() over (order by survey_id, response_id) as response
    from fct_response
    where recommend_state = 'valid'
),
stays as (
    select
        survey_id,
        quarter,
        placement_id,
        row_number() over (order by survey_id, quarter, placement_id) as stay
    from told
    group by
        survey_id,
        quarter,
        placement_id
),
questions as (
    select
        dim_scale.survey_id,
        dim_scale.touchpoint_id,
        dim_scale.kind,
        dim_scale.scale_minimum,
        dim_scale.scale_maximum,
        coalesce(dim_touchpoint.journey_id, '') as journey_id,
        row_number() over (order by dim_scale.survey_id, dim_scale.touchpoint_id, dim_scale.kind) as question,
        dense_rank() over (
            order by dim_scale.survey_id, dim_scale.kind, coalesce(dim_touchpoint.journey_id, '')
        ) as journey
    from dim_scale
    inner join dim_touchpoint
        on dim_touchpoint.touchpoint_id = dim_scale.touchpoint_id
    where dim_scale.touchpoint_id <> 'overall'
),
rated as (
    select
        told.response,
        stays.stay,
        questions.journey,
        questions.question,
        fct_rating.score::double as score,
        fct_rating.is_pain,
        fct_rating.is_top,
        told.recommend
    from fct_rating
    inner join told
        on told.survey_id = fct_rating.survey_id
        and told.response_id = fct_rating.response_id
    inner join stays
        on stays.survey_id = told.survey_id
        and stays.quarter = told.quarter
        and stays.placement_id = told.placement_id
    inner join questions
        on questions.survey_id = fct_rating.survey_id
        and questions.touchpoint_id = fct_rating.touchpoint_id
        and questions.kind = fct_rating.kind
        and questions.scale_minimum = fct_rating.scale_minimum
        and questions.scale_maximum = fct_rating.scale_maximum
    where fct_rating.state = 'valid'
),
entries as (
    select
        response,
        stay,
        journey,
        question,
        score,
        is_pain,
        is_top
    from rated
    union all
    select
        response,
        any_value(stay) as stay,
        journey,
        0 as question,
        any_value(recommend) as score,
        false as is_pain,
        false as is_top
    from rated
    group by
        response,
        journey
),
pairs as (
    select
        one.stay,
        one.journey,
        one.question as first_question,
        other.question as second_question,
        count(*) as responses,
        sum(one.score) as first_sum,
        sum(other.score) as second_sum,
        sum(one.score * other.score) as product_sum,
        sum(one.score * one.score) as first_squared_sum,
        sum(other.score * other.score) as second_squared_sum,
        coalesce(sum(case when other.is_pain then one.score end), 0.0) as first_sum_at_pain,
        coalesce(sum(case when other.is_top then one.score end), 0.0) as first_sum_at_top,
        count(case when one.is_pain and other.is_pain then 1 end) as both_pain,
        count(case when one.is_pain and other.is_top then 1 end) as pain_and_top,
        count(case when one.is_top and other.is_pain then 1 end) as top_and_pain,
        count(case when one.is_top and other.is_top then 1 end) as both_top
    from entries as one
    inner join entries as other
        on other.response = one.response
        and other.journey = one.journey
        and other.question >= one.question
    group by
        one.stay,
        one.journey,
        one.question,
        other.question
),
journeys as (
    select distinct
        journey,
        kind,
        journey_id
    from questions
)
select
    stays.survey_id,
    journeys.kind,
    stays.quarter,
    stays.placement_id,
    journeys.journey_id,
    coalesce(one.touchpoint_id, '') as first_touchpoint_id,
    coalesce(other.touchpoint_id, '') as second_touchpoint_id,
    pairs.responses,
    pairs.first_sum,
    pairs.second_sum,
    pairs.product_sum,
    pairs.first_squared_sum,
    pairs.second_squared_sum,
    pairs.first_sum_at_pain,
    pairs.first_sum_at_top,
    pairs.both_pain,
    pairs.pain_and_top,
    pairs.top_and_pain,
    pairs.both_top
from pairs
inner join stays
    on stays.stay = pairs.stay
inner join journeys
    on journeys.journey = pairs.journey
left join questions as one
    on one.question = pairs.first_question
left join questions as other
    on other.question = pairs.second_question
order by
    stays.survey_id,
    journeys.kind,
    journeys.journey_id,
    stays.quarter,
    stays.placement_id,
    first_touchpoint_id,
    second_touchpoint_id
