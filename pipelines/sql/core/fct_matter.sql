-- One row per matter that asked for an answer: a complaint, a suggestion, a low score whose customer asked for contact
with complaint_told as (
    -- telling means telling what was decided; a decision of which nobody was told leaves the complaint open
    select
        stg_complaint.complaint_id,
        min(stg_complaint_event.happened_on) filter (where stg_complaint_event.event = 'told') as told_on,
        min(stg_complaint_event.happened_on) filter (where stg_complaint_event.event = 'decided') as decided_on
    from stg_complaint
    inner join stg_complaint_event
        on stg_complaint_event.complaint_id = stg_complaint.complaint_id
    group by stg_complaint.complaint_id
),
complaints as (
    select
        'complaint' as kind,
        stg_complaint.complaint_id as matter_id,
        stg_complaint.unit_id,
        stg_complaint.line,
        stg_complaint.channel,
        stg_complaint.journey_id,
        stg_complaint.touchpoint_id,
        stg_complaint.received_on as asked_on,
        greatest(
            coalesce(stg_complaint.told_on, complaint_told.told_on),
            coalesce(stg_complaint.decided_on, complaint_told.decided_on)
        ) as answered_on,
        coalesce(stg_complaint.told_on, complaint_told.told_on) is not null as is_told
    from stg_complaint
    left join complaint_told
        on complaint_told.complaint_id = stg_complaint.complaint_id
),
suggestion_told as (
    -- a reply before the decision only says that it arrived
    select
        fct_suggestion.suggestion_id,
        min(stg_suggestion_event.happened_on) as told_on
    from fct_suggestion
    inner join stg_suggestion_event
        on stg_suggestion_event.suggestion_id = fct_suggestion.suggestion_id
        and stg_suggestion_event.status = 'replied'
        and stg_suggestion_event.happened_on >= least(
            fct_suggestion.adopted_on,
            fct_suggestion.declined_on,
            fct_suggestion.merged_on
        )
    group by fct_suggestion.suggestion_id
),
suggestions as (
    select
        'suggestion' as kind,
        stg_suggestion.suggestion_id as matter_id,
        stg_suggestion.unit_id,
        stg_suggestion.line,
        '' as channel,
        stg_suggestion.journey_id,
        stg_suggestion.touchpoint_id,
        stg_suggestion.submitted_on as asked_on,
        suggestion_told.told_on as answered_on,
        suggestion_told.told_on is not null as is_told
    from stg_suggestion
    left join suggestion_told
        on suggestion_told.suggestion_id = stg_suggestion.suggestion_id
),
low as (
    -- low is what the scale says: 0–6 of 0–10; without that question, the pain boxes of overall satisfaction
    select
        stg_response.survey_id,
        stg_response.response_id
    from stg_response
    where
        stg_response.has_asked_contact
        and stg_response.recommend <= 6
    union
    select
        fct_rating.survey_id,
        fct_rating.response_id
    from fct_rating
    inner join stg_response
        on stg_response.survey_id = fct_rating.survey_id
        and stg_response.response_id = fct_rating.response_id
    where
        stg_response.has_asked_contact
        and fct_rating.touchpoint_id = 'overall'
        and fct_rating.kind = 'satisfaction'
        and fct_rating.is_pain
        and stg_response.recommend is null
),
low_scores as (
    select
        'low_score' as kind,
        stg_response.survey_id || '/' || stg_response.response_id as matter_id,
        stg_response.unit_id,
        stg_response.line,
        stg_response.channel,
        stg_response.journey_id,
        stg_response.touchpoint_id,
        stg_response.responded_on as asked_on,
        stg_response.replied_on as answered_on,
        stg_response.replied_on is not null as is_told
    from stg_response
    inner join low
        on low.survey_id = stg_response.survey_id
        and low.response_id = stg_response.response_id
),
matters as (
    select * from complaints
    union all
    select * from suggestions
    union all
    select * from low_scores
)
select
    matters.kind,
    matters.matter_id,
    core_place.placement_id,
    matters.line,
    matters.channel,
    matters.journey_id,
    matters.touchpoint_id,
    matters.asked_on,
    -- nothing is answered before it was asked: such a day is a slip of the pen, and stands for the day itself
    case when matters.is_told then greatest(matters.answered_on, matters.asked_on) end as answered_on
from matters
inner join core_place
    on core_place.given_unit_id = matters.unit_id
    and matters.asked_on >= core_place.from_on
    and matters.asked_on < core_place.to_on
order by
    matters.kind,
    matters.asked_on,
    matters.matter_id
