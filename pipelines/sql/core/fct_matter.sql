-- One row per matter that asked for an answer (a complaint, a suggestion, a low score whose customer asked for contact) ×
-- days on which its clock stood in one way: only a complaint's can be moved
with complaints as (
    select
        'complaint' as kind,
        clock.complaint_id as matter_id,
        clock.placement_id,
        fct_complaint.line,
        fct_complaint.channel,
        fct_complaint.journey_id,
        fct_complaint.touchpoint_id,
        clock.received_on as asked_on,
        clock.closed_on as answered_on,
        clock.known_from,
        clock.known_until,
        clock.clock_from,
        clock.stopped_on,
        -- the house holds itself to its own promise; the law's limit where it made none
        case
            when clock.house_due_on is not null then 'house'
            when clock.legal_due_on is not null then 'legal'
            else ''
        end as limit_kind,
        coalesce(clock.house_due_on, clock.legal_due_on) as due_on,
        clock.is_provisional
    from fct_complaint_clock as clock
    inner join fct_complaint
        on fct_complaint.complaint_id = clock.complaint_id
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
others as (
    select * from suggestions
    union all
    select * from low_scores
),
limits as (
    select
        kind,
        asked_on,
        due_on,
        limit_kind,
        is_provisional,
        row_number() over (partition by kind, asked_on order by limit_kind) as place
    from dim_due
    where limit_name = 'answer'
),
placed as (
    select
        others.kind,
        others.matter_id,
        core_place.placement_id,
        others.line,
        others.channel,
        others.journey_id,
        others.touchpoint_id,
        others.asked_on,
        -- nothing is answered before it was asked: such a day is a slip of the pen, and stands for the day itself
        case when others.is_told then greatest(others.answered_on, others.asked_on) end as answered_on,
        others.asked_on as known_from,
        null::date as known_until,
        others.asked_on as clock_from,
        null::date as stopped_on,
        coalesce(limits.limit_kind, '') as limit_kind,
        limits.due_on,
        coalesce(limits.is_provisional, false) as is_provisional
    from others
    inner join core_place
        on core_place.given_unit_id = others.unit_id
        and others.asked_on >= core_place.from_on
        and others.asked_on < core_place.to_on
    left join limits
        on limits.kind = others.kind
        and limits.asked_on = others.asked_on
        and limits.place = 1
)
select * from complaints
union all
select * from placed
order by
    kind,
    asked_on,
    matter_id,
    known_from
