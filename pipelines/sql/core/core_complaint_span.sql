-- One row per complaint × days on which its clock stood in one way: since when it runs, whether it stands still, for how
-- long it stood still before, and the stage that had been approved by then
with turns as (
    select
        complaint_id,
        begun_on as known_from
    from core_complaint_round
    union
    select
        complaint_id,
        happened_on as known_from
    from core_complaint_step
    where
        complexity is not null
        or (event = 'extended' and approval_id is not null)
    union
    select
        complaint_id,
        stopped_on as known_from
    from core_complaint_stop
    where reason = 'suspended'
    union
    select
        complaint_id,
        goes_on as known_from
    from core_complaint_stop
    where goes_on is not null
),
spans as (
    select
        complaint_id,
        known_from,
        lead(known_from) over (partition by complaint_id order by known_from) as known_until
    from turns
),
numbered as (
    -- the last round begun by the first of these days
    select
        spans.complaint_id,
        spans.known_from,
        any_value(spans.known_until) as known_until,
        max(begun.round) as round
    from spans
    inner join core_complaint_round as begun
        on begun.complaint_id = spans.complaint_id
        and begun.begun_on <= spans.known_from
    group by
        spans.complaint_id,
        spans.known_from
),
running as (
    select
        numbered.complaint_id,
        numbered.known_from,
        numbered.known_until,
        core_complaint_round.clock_from,
        core_complaint_round.decided_on,
        core_complaint_round.closed_on
    from numbered
    inner join core_complaint_round
        on core_complaint_round.complaint_id = numbered.complaint_id
        and core_complaint_round.round = numbered.round
),
ranked as (
    select
        day,
        sum(case when is_working then 1 else 0 end) over (order by day) as rank
    from reg_day
),
stood as (
    select
        running.complaint_id,
        running.known_from,
        max(case when stops.goes_on <= running.known_from then null else stops.stopped_on end) as stopped_on,
        sum(case when stops.goes_on <= running.known_from then stops.goes_on - stops.stopped_on end) as stopped_days,
        sum(case when stops.goes_on <= running.known_from then ends.rank - begins.rank end) as stopped_working_days
    from running
    inner join core_complaint_stop as stops
        on stops.complaint_id = running.complaint_id
        and stops.stopped_on >= running.clock_from
        and stops.stopped_on <= running.known_from
    left join ranked as begins
        on begins.day = stops.stopped_on
    left join ranked as ends
        on ends.day = stops.goes_on
    where
        stops.reason = 'suspended'
        or stops.goes_on <= running.known_from
    group by
        running.complaint_id,
        running.known_from
),
approved as (
    select
        running.complaint_id,
        running.known_from,
        max(case when step.complexity = 'complex' then step.happened_at end) as complex_at,
        max(case when step.complexity = 'simple' then step.happened_at end) as simple_at,
        -- an extension that names no limit goes as far as the rule lets it
        max(
            case
                when step.event = 'extended' and step.approval_id is not null and step.happened_on >= running.clock_from
                then coalesce(step.limit_days, 100000)
            end
        ) as extended_days
    from running
    inner join core_complaint_step as step
        on step.complaint_id = running.complaint_id
        and step.happened_on <= running.known_from
    where
        step.complexity is not null
        or step.event = 'extended'
    group by
        running.complaint_id,
        running.known_from
)
select
    running.complaint_id,
    running.known_from,
    running.known_until,
    running.clock_from,
    running.decided_on,
    running.closed_on,
    stood.stopped_on,
    coalesce(stood.stopped_days, 0)::bigint as stopped_days,
    coalesce(stood.stopped_working_days, 0)::bigint as stopped_working_days,
    coalesce(approved.complex_at >= coalesce(approved.simple_at, approved.complex_at), false) as is_complex,
    approved.extended_days
from running
left join stood
    on stood.complaint_id = running.complaint_id
    and stood.known_from = running.known_from
left join approved
    on approved.complaint_id = running.complaint_id
    and approved.known_from = running.known_from
order by
    running.complaint_id,
    running.known_from
