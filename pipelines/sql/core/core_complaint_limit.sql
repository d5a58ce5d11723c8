-- One row per complaint × days on which its clock stood in one way × whose limit: the stage approved and its last day
with ranked as (
    select
        day,
        is_working,
        is_official,
        sum(case when is_working then 1 else 0 end) over (order by day) as rank
    from reg_day
),
-- the rules that were in force when the clock began, of the stages that had been reached
reached as (
    select
        span.complaint_id,
        span.known_from,
        span.clock_from,
        span.stopped_on,
        span.closed_on,
        rule.limit_id,
        rule.limit_kind,
        rule.limit_name,
        rule.day_type,
        case when rule.day_one = 'same' then span.clock_from - 1 else span.clock_from end as counted_from,
        -- days that the clock stood still are added; a shorter extension than the rule allows is one of fewer days
        cast(
            case when rule.day_type = 'working' then span.stopped_working_days else span.stopped_days end
            - case
                when rule.limit_name = 'extended' then rule.days - least(span.extended_days, rule.days)
                else 0
            end as integer
        ) as more_days
    from core_complaint_span as span
    inner join reg_limit as rule
        on rule.kind = 'complaint'
        and span.clock_from >= rule.valid_from
        and span.clock_from <= coalesce(rule.valid_to, date '9999-12-31')
    where
        rule.limit_name = 'answer'
        or (rule.limit_name = 'complex' and span.is_complex)
        or (rule.limit_name = 'extended' and span.extended_days is not null)
),
-- so many days more is the same limit counted from so many days later, of working days from that working day
shifted as (
    select
        reached.*,
        case
            when reached.more_days = 0 then reached.counted_from
            when reached.day_type = 'calendar' then reached.counted_from + reached.more_days
            else target.day
        end as counted_as_from
    from reached
    left join ranked as opening
        on opening.day = reached.counted_from
    left join ranked as target
        on target.is_working
        and target.rank = opening.rank + reached.more_days
),
stages as (
    select
        shifted.complaint_id,
        shifted.known_from,
        shifted.clock_from,
        shifted.stopped_on,
        shifted.closed_on,
        shifted.limit_kind,
        shifted.limit_name as stage,
        core_due.due_on,
        core_due.is_by_calendar and not (begun.is_official and core_due.is_official) as is_provisional,
        -- the stage that reaches furthest; where it makes no difference, the plain one
        row_number() over (
            partition by shifted.complaint_id, shifted.known_from, shifted.limit_kind
            order by
                core_due.due_on desc,
                case shifted.limit_name when 'answer' then 0 when 'complex' then 1 else 2 end
        ) as place
    from shifted
    inner join core_due
        on core_due.limit_id = shifted.limit_id
        and core_due.counted_from = shifted.counted_as_from
    inner join ranked as begun
        on begun.day = shifted.clock_from
),
furthest as (
    select
        *,
        lag(due_on) over in_order as due_before_on,
        lag(stopped_on) over in_order as stopped_before_on,
        lag(closed_on) over in_order as closed_before_on
    from stages
    where place = 1
    window in_order as (partition by complaint_id, limit_kind, clock_from order by known_from)
),
-- what comes after the last day has passed moves it no more, whatever is approved then; while it was suspended or closed
-- that day did not pass
in_time as (
    select
        *,
        min(
            case
                when due_before_on is null or stopped_before_on is not null then 1
                when least(known_from, closed_before_on) <= due_before_on then 1
                else 0
            end
        ) over (
            partition by complaint_id, limit_kind, clock_from
            order by known_from
            rows unbounded preceding
        ) as is_in_time
    from furthest
),
held as (
    select
        *,
        max(case when is_in_time = 1 then known_from end) over (
            partition by complaint_id, limit_kind, clock_from
            order by known_from
            rows unbounded preceding
        ) as as_of_span
    from in_time
)
select
    held.complaint_id,
    held.known_from,
    held.limit_kind,
    stood.stage,
    stood.due_on,
    stood.is_provisional,
    held.is_in_time = 0 and (held.due_on > stood.due_on or held.stopped_on is not null) as is_moved_too_late
from held
inner join held as stood
    on stood.complaint_id = held.complaint_id
    and stood.limit_kind = held.limit_kind
    and stood.known_from = held.as_of_span
order by
    held.complaint_id,
    held.known_from,
    held.limit_kind
