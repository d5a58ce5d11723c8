-- One row per time a complaint's clock stood still: suspended until resumed or decided, or closed until reopened
with stream as (
    select
        complaint_id,
        event,
        happened_on,
        lag(event) over in_order as before,
        min(case when event <> 'suspended' then happened_on end) over (
            partition by complaint_id
            order by happened_at, event
            rows between 1 following and unbounded following
        ) as goes_on
    from core_complaint_step
    where event in ('suspended', 'resumed', 'decided', 'new_facts', 'reopened')
    window in_order as (partition by complaint_id order by happened_at, event)
)
select
    complaint_id,
    'suspended' as reason,
    happened_on as stopped_on,
    goes_on
from stream
where
    event = 'suspended'
    and coalesce(before, '') <> 'suspended'
union all
select
    closed.complaint_id,
    'closed' as reason,
    closed.closed_on as stopped_on,
    again.begun_on as goes_on
from core_complaint_round as closed
inner join core_complaint_round as again
    on again.complaint_id = closed.complaint_id
    and again.round = closed.round + 1
    and again.begun_by = 'reopened'
where closed.closed_on is not null
order by
    complaint_id,
    stopped_on,
    reason
