-- One row per kind of fault × month × placement: complaints whose records cannot all be right; they count all the same
with ends as (
    select
        *
    from fct_complaint_clock
    where known_until is null
),
root as (
    select min(placement_id) as placement_id
    from dim_placement
    where unit_id in (select unit_id from core_unit_stay where parent_id is null)
),
found as (
    select
        fault as kind,
        complaint_id
    from core_complaint_first
    where fault <> ''
    union
    select
        'step_before_receipt',
        complaint_id
    from core_complaint_step
    where is_before_receipt
    union
    -- what a person was told before it was decided closes nothing
    select
        'told_before_decided',
        ends.complaint_id
    from ends
    inner join core_complaint_round as round
        on round.complaint_id = ends.complaint_id
        and round.first_told_on < round.decided_on
        and round.closed_on is null
    where ends.closed_on is null
    union
    select
        'decided_never_told',
        ends.complaint_id
    from ends
    cross join build_info
    where
        ends.closed_on is null
        and ends.decided_on is not null
        and coalesce(ends.legal_due_on, ends.house_due_on) < build_info.data_until
    union
    select
        'extended_without_approval',
        complaint_id
    from core_complaint_step
    where
        event = 'extended'
        and approval_id is null
    union
    select
        'moved_too_late',
        complaint_id
    from core_complaint_limit
    where is_moved_too_late
    union
    select
        'unclassified',
        complaint_id
    from fct_complaint
    where
        business = ''
        or cause = ''
),
placed as (
    select
        found.kind,
        fct_complaint.month,
        fct_complaint.placement_id,
        found.complaint_id
    from found
    inner join fct_complaint
        on fct_complaint.complaint_id = found.complaint_id
    union
    select
        'step_of_unknown',
        date_trunc('month', event.happened_on)::date,
        root.placement_id,
        event.complaint_id
    from stg_complaint_event as event
    cross join root
    left join fct_complaint
        on fct_complaint.complaint_id = event.complaint_id
    where fct_complaint.complaint_id is null
)
select
    kind,
    month,
    placement_id,
    count(*) as complaints,
    min(complaint_id) as example_id
from placed
group by
    kind,
    month,
    placement_id
order by
    kind,
    month,
    placement_id
