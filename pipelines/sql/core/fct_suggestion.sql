-- One row per suggestion with the day of each step; a decision that was reopened afterwards is no longer one
with standing as (
    select
        stg_suggestion_event.suggestion_id,
        stg_suggestion_event.status,
        stg_suggestion_event.happened_on,
        -- answers and reviews happened, whatever came later; only decisions are undone by reopening
        stg_suggestion_event.status in ('replied', 'reviewing', 'reopened')
            or not exists (
                select 1
                from stg_suggestion_event as reopened
                where
                    reopened.suggestion_id = stg_suggestion_event.suggestion_id
                    and reopened.status = 'reopened'
                    and reopened.happened_at > stg_suggestion_event.happened_at
            ) as stands
    from stg_suggestion_event
),
steps as (
    select
        suggestion_id,
        min(happened_on) filter (where status = 'replied') as first_reply_on,
        min(happened_on) filter (where status = 'reviewing') as reviewing_on,
        min(happened_on) filter (where status = 'adopted') as adopted_on,
        min(happened_on) filter (where status = 'declined') as declined_on,
        min(happened_on) filter (where status = 'merged') as merged_on,
        min(happened_on) filter (where status = 'implemented') as implemented_on,
        min(happened_on) filter (where status = 'claimed') as claimed_on,
        max(happened_on) filter (where status = 'reopened') as reopened_on
    from standing
    where stands
    group by suggestion_id
)
select
    stg_suggestion.suggestion_id,
    stg_suggestion.submitted_on,
    core_place.placement_id,
    stg_suggestion.line,
    stg_suggestion.source,
    stg_suggestion.journey_id,
    stg_suggestion.touchpoint_id,
    steps.first_reply_on,
    steps.reviewing_on,
    steps.adopted_on,
    steps.declined_on,
    steps.merged_on,
    steps.implemented_on,
    steps.claimed_on,
    steps.reopened_on,
    stg_suggestion.title,
    stg_suggestion.owner,
    stg_suggestion.due_on
from stg_suggestion
inner join core_place
    on core_place.given_unit_id = stg_suggestion.unit_id
    and stg_suggestion.submitted_on >= core_place.from_on
    and stg_suggestion.submitted_on < core_place.to_on
left join steps
    on steps.suggestion_id = stg_suggestion.suggestion_id
order by
    stg_suggestion.submitted_on,
    stg_suggestion.suggestion_id
