-- One row per text that a customer wrote or said (verbatim of a survey, contact, narrative of a complaint), sorted by unit
with told as (
    select
        'verbatim' as source,
        fct_response.survey_id,
        fct_response.response_id as record_id,
        fct_response.responded_on as told_on,
        fct_response.placement_id,
        fct_response.line,
        fct_response.channel,
        fct_response.product,
        fct_response.age_band,
        fct_response.is_new_citizen,
        fct_response.tier,
        fct_response.journey_id,
        fct_response.touchpoint_id,
        case
            when fct_response.recommend >= 9 then 'promoter'
            when fct_response.recommend >= 7 then 'passive'
            when fct_response.recommend >= 0 then 'detractor'
            else ''
        end as score_group,
        verbatim.text
    from verbatim
    inner join fct_response
        on fct_response.survey_id = verbatim.survey_id
        and fct_response.response_id = verbatim.response_id
    union all
    select
        'contact',
        '',
        contact_id,
        contacted_on,
        placement_id,
        line,
        channel,
        '',
        '',
        '',
        '',
        journey_id,
        touchpoint_id,
        '',
        text
    from fct_contact
    where text <> ''
    union all
    select
        'narrative',
        '',
        fct_complaint.complaint_id,
        fct_complaint.received_on,
        fct_complaint.placement_id,
        fct_complaint.line,
        fct_complaint.channel,
        '',
        '',
        '',
        '',
        fct_complaint.journey_id,
        fct_complaint.touchpoint_id,
        '',
        stg_narrative.narrative
    from stg_narrative
    inner join fct_complaint on fct_complaint.complaint_id = stg_narrative.complaint_id
)
select
    (row_number() over (order by placement_id, told_on, source, survey_id, record_id))::integer as document_id,
    source,
    survey_id,
    told_on,
    placement_id,
    line,
    channel,
    product,
    age_band,
    is_new_citizen,
    tier,
    journey_id,
    touchpoint_id,
    score_group,
    text
from told
order by document_id
