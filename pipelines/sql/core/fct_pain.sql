-- One row per passage through a journey × touchpoint of it that was rated: whether it hurt there, on any question asked
--
-- A response that names no passage is one of its own. A passage that several responses tell of stands with the last of
-- them, in its month, at its placement. Complaints name no passage, so a pain is a mark in the lower half of the
-- question's own scale (up to 6 on 0–10) and nothing else.
with named as (
    select
        fct_response.survey_id,
        fct_response.response_id,
        first_value(fct_response.response_id) over (
            partition by fct_response.survey_id, stg_response.journey_instance_id
            order by fct_response.responded_on desc, fct_response.response_id desc
        ) as last_response_id
    from fct_response
    inner join stg_response
        on stg_response.survey_id = fct_response.survey_id
        and stg_response.response_id = fct_response.response_id
    where stg_response.journey_instance_id <> ''
),
told as (
    select
        survey_id,
        response_id,
        row_number() over (order by survey_id, response_id) as response
    from fct_response
),
passages as (
    select
        told.survey_id,
        told.response_id,
        coalesce(last_told.response, told.response) as passage
    from told
    left join named
        on named.survey_id = told.survey_id
        and named.response_id = told.response_id
    left join told as last_told
        on last_told.survey_id = named.survey_id
        and last_told.response_id = named.last_response_id
),
touchpoints as (
    select
        touchpoint_id,
        journey_id,
        row_number() over (order by touchpoint_id) as touchpoint
    from dim_touchpoint
    where journey_id is not null
),
pains as (
    select
        passages.passage,
        touchpoints.touchpoint,
        bool_or(fct_rating.is_pain) as is_pain
    from fct_rating
    inner join passages
        on passages.survey_id = fct_rating.survey_id
        and passages.response_id = fct_rating.response_id
    inner join touchpoints
        on touchpoints.touchpoint_id = fct_rating.touchpoint_id
    where fct_rating.state = 'valid'
    group by
        passages.passage,
        touchpoints.touchpoint
)
select
    pains.passage::integer as passage,
    told.survey_id,
    told.response_id,
    touchpoints.journey_id,
    touchpoints.touchpoint_id,
    pains.is_pain
from pains
inner join told
    on told.response = pains.passage
inner join touchpoints
    on touchpoints.touchpoint = pains.touchpoint
order by
    pains.passage,
    touchpoints.touchpoint
