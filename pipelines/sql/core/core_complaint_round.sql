-- One row per complaint × round of handling: from its receipt, from new facts or from being reopened, with the day on
-- which it was decided, and the day by which it was decided and the person told
with begun as (
    select
        complaint_id,
        received_at as begun_at,
        'received' as begun_by
    from stg_complaint
    union all
    select distinct
        complaint_id,
        happened_at as begun_at,
        event as begun_by
    from core_complaint_step
    where event in ('new_facts', 'reopened')
),
rounds as (
    select
        complaint_id,
        begun_by,
        begun_at,
        begun_at::date as begun_on,
        lead(begun_at) over in_order as ended_at,
        row_number() over in_order as round
    from begun
    -- new facts at the very moment of being reopened come last: they begin the clock anew
    window in_order as (
        partition by complaint_id
        order by begun_at, case begun_by when 'received' then 0 when 'reopened' then 1 else 2 end
    )
),
decided as (
    select
        rounds.complaint_id,
        rounds.round,
        min(step.happened_on) as decided_on
    from rounds
    inner join core_complaint_step as step
        on step.complaint_id = rounds.complaint_id
        and step.event = 'decided'
        and step.happened_at >= rounds.begun_at
        and (rounds.ended_at is null or step.happened_at < rounds.ended_at)
    group by
        rounds.complaint_id,
        rounds.round
),
-- telling means telling what was decided: a word before the decision is a reply and closes nothing
told as (
    select
        rounds.complaint_id,
        rounds.round,
        min(step.happened_on) as first_told_on,
        min(case when step.happened_on >= decided.decided_on then step.happened_on end) as closed_on
    from rounds
    inner join core_complaint_step as step
        on step.complaint_id = rounds.complaint_id
        and step.event = 'told'
        and step.happened_at >= rounds.begun_at
        and (rounds.ended_at is null or step.happened_at < rounds.ended_at)
    left join decided
        on decided.complaint_id = rounds.complaint_id
        and decided.round = rounds.round
    group by
        rounds.complaint_id,
        rounds.round
)
select
    rounds.complaint_id,
    rounds.round,
    rounds.begun_by,
    rounds.begun_on,
    max(case when rounds.begun_by <> 'reopened' then rounds.begun_on end) over (
        partition by rounds.complaint_id
        order by rounds.round
    ) as clock_from,
    decided.decided_on,
    told.first_told_on,
    told.closed_on
from rounds
left join decided
    on decided.complaint_id = rounds.complaint_id
    and decided.round = rounds.round
left join told
    on told.complaint_id = rounds.complaint_id
    and told.round = rounds.round
order by
    rounds.complaint_id,
    rounds.round
