-- One row per build: the first and the last day on which anything happened that the bank handed over
with days as (
    select responded_on as day from stg_response
    union all
    select received_on as day from stg_complaint
    union all
    select submitted_on as day from stg_suggestion
    union all
    select happened_on as day from stg_suggestion_event
    union all
    select contacted_on as day from stg_contact
    union all
    select happened_on as day from stg_complaint_event
    union all
    select inspected_on as day from stg_inspection
    union all
    select entered_on as day from stg_journey_event
    union all
    -- what is only planned has not happened
    select stg_activity.started_on as day
    from stg_activity
    cross join build_origin
    where stg_activity.started_on <= build_origin.built_at::date
    union all
    select stg_activity.finished_on as day
    from stg_activity
    cross join build_origin
    where stg_activity.finished_on <= build_origin.built_at::date
    union all
    -- a month's count tells of the whole month, so far as it has passed
    select least(last_day(stg_complaint_count.month), build_origin.built_at::date) as day
    from stg_complaint_count
    cross join build_origin
),
exposed as (
    select max(last_day(month)) as last_on
    from stg_exposure
),
built as (
    select built_at::date as built_on from build_origin
)
select
    min(days.day) as first_on,
    coalesce(max(days.day), any_value(exposed.last_on), any_value(built.built_on)) as data_until
from days
right join exposed on true
cross join built
