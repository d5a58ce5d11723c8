-- One row per step of a complaint, from its events and from the days its own row names; a step dated before the receipt
-- is a slip of the pen and stands for the receipt itself
with steps as (
    select
        complaint_id,
        event,
        happened_at,
        limit_days,
        approval_id,
        complexity
    from stg_complaint_event
    union all
    select
        complaint_id,
        'decided' as event,
        decided_at as happened_at,
        null as limit_days,
        null as approval_id,
        null as complexity
    from stg_complaint
    where decided_at is not null
    union all
    select
        complaint_id,
        'told' as event,
        told_at as happened_at,
        null as limit_days,
        null as approval_id,
        null as complexity
    from stg_complaint
    where told_at is not null
)
select
    steps.complaint_id,
    steps.event,
    greatest(steps.happened_at, stg_complaint.received_at) as happened_at,
    greatest(steps.happened_at, stg_complaint.received_at)::date as happened_on,
    steps.happened_at::date < stg_complaint.received_on as is_before_receipt,
    steps.limit_days,
    steps.approval_id,
    steps.complexity
from steps
inner join stg_complaint
    on stg_complaint.complaint_id = steps.complaint_id
order by
    steps.complaint_id,
    happened_at,
    steps.event
