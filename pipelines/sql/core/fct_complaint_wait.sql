-- One row per complaint × step it waited for: the four first times, the whole way to the telling, and each hand-over from
-- unit to unit, which waits until the next unit takes its first step; with the working days that had passed by each day
with ranked as (
    select
        day,
        sum(case when is_working then 1 else 0 end) over (order by day) as rank
    from reg_day
),
root as (
    select placement_id
    from dim_placement
    where unit_id in (select unit_id from core_unit_stay where parent_id is null)
),
taken as (
    select
        complaint_id,
        min(case when event = 'accepted' then happened_on end) as accepted_on,
        min(case when event = 'reported' then happened_on end) as reported_on
    from core_complaint_step
    group by complaint_id
),
ended as (
    select
        complaint_id,
        min(decided_on) as decided_on,
        min(closed_on) as closed_on
    from core_complaint_round
    group by complaint_id
),
known as (
    select
        fct_complaint.complaint_id,
        fct_complaint.received_on,
        core_complaint_first.merged_on,
        taken.accepted_on,
        taken.reported_on,
        ended.decided_on,
        ended.closed_on
    from fct_complaint
    inner join core_complaint_first
        on core_complaint_first.complaint_id = fct_complaint.complaint_id
    left join taken
        on taken.complaint_id = fct_complaint.complaint_id
    left join ended
        on ended.complaint_id = fct_complaint.complaint_id
),
-- what ends without a step, because the case was merged or answered without it, leaves and is not counted as taken
stages as (
    select
        complaint_id,
        'accept' as step,
        received_on as began_on,
        accepted_on as ended_on,
        least(merged_on, closed_on) as left_on
    from known
    union all
    select
        complaint_id,
        'handle' as step,
        coalesce(accepted_on, received_on) as began_on,
        decided_on as ended_on,
        merged_on as left_on
    from known
    union all
    select
        complaint_id,
        'report' as step,
        received_on as began_on,
        reported_on as ended_on,
        least(merged_on, closed_on) as left_on
    from known
    union all
    select
        complaint_id,
        'tell' as step,
        decided_on as began_on,
        closed_on as ended_on,
        merged_on as left_on
    from known
    where decided_on is not null
    union all
    select
        complaint_id,
        'whole' as step,
        received_on as began_on,
        closed_on as ended_on,
        merged_on as left_on
    from known
),
handed as (
    select
        fct_complaint_event.complaint_id,
        fct_complaint_event.event,
        greatest(fct_complaint_event.happened_at, stg_complaint.received_at) as happened_at,
        case
            when from_placement_id is null or to_placement_id is null then 'unplaced'
            when from_placement_id in (select placement_id from root) then
                case when to_placement_id in (select placement_id from root) then 'within' else 'down' end
            when to_placement_id in (select placement_id from root) then 'up'
            else 'across'
        end as step
    from fct_complaint_event
    inner join stg_complaint
        on stg_complaint.complaint_id = fct_complaint_event.complaint_id
    where fct_complaint_event.event = 'transferred'
),
stream as (
    select
        complaint_id,
        event,
        happened_at,
        step
    from handed
    union all
    select
        complaint_id,
        event,
        happened_at,
        '' as step
    from core_complaint_step
    where event in ('accepted', 'reported', 'extended', 'suspended', 'decided', 'resolved', 'told')
),
hand_overs as (
    select
        complaint_id,
        step,
        happened_at::date as began_on,
        lead(happened_at) over in_order::date as ended_on
    from stream
    -- a step in the same moment is that of the unit it was handed to
    window in_order as (
        partition by complaint_id
        order by happened_at, case event when 'transferred' then 0 else 1 end, event
    )
),
waits as (
    select * from stages
    union all
    select
        hand_overs.complaint_id,
        hand_overs.step,
        hand_overs.began_on,
        hand_overs.ended_on,
        known.merged_on as left_on
    from hand_overs
    inner join known
        on known.complaint_id = hand_overs.complaint_id
    where hand_overs.step <> ''
),
settled as (
    select
        complaint_id,
        step,
        began_on,
        case when left_on < ended_on then null else ended_on end as ended_on,
        case
            when left_on is not null and (ended_on is null or left_on < ended_on) then greatest(left_on, began_on)
        end as left_on
    from waits
)
select
    settled.complaint_id,
    fct_complaint.received_on,
    fct_complaint.placement_id,
    settled.step,
    settled.began_on,
    settled.ended_on,
    settled.left_on,
    begins.rank::integer as began_workdays,
    ends.rank::integer as ended_workdays,
    leaves.rank::integer as left_workdays
from settled
inner join fct_complaint
    on fct_complaint.complaint_id = settled.complaint_id
left join ranked as begins
    on begins.day = settled.began_on
left join ranked as ends
    on ends.day = settled.ended_on
left join ranked as leaves
    on leaves.day = settled.left_on
order by
    fct_complaint.received_on,
    settled.complaint_id,
    settled.step,
    settled.began_on
