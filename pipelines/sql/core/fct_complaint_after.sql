-- One row per complaint: what came after it was decided and told: resolved, called back, taken up again, complained of
-- once more
with rounds as (
    select
        complaint_id,
        min(decided_on) as decided_on,
        min(closed_on) as told_on,
        min(case when begun_by = 'reopened' then begun_on end) as reopened_on
    from core_complaint_round
    group by complaint_id
),
resolved as (
    select
        complaint_id,
        min(happened_on) as resolved_on
    from core_complaint_step
    where event = 'resolved'
    group by complaint_id
),
-- of several tries the first that got through says what the customer thought
calls as (
    select
        complaint_id,
        event,
        was_reached,
        is_satisfied,
        happened_on,
        min(happened_on) over (partition by complaint_id, event) as called_on,
        row_number() over (
            partition by complaint_id, event
            order by case when was_reached then 0 else 1 end, happened_at
        ) as place
    from fct_complaint_event
    where event in ('first_call_back', 'second_call_back')
),
called as (
    select
        complaint_id,
        min(case when event = 'first_call_back' then called_on end) as first_called_on,
        min(case when event = 'first_call_back' and was_reached then happened_on end) as first_reached_on,
        bool_or(case when event = 'first_call_back' and was_reached then is_satisfied end) as is_first_satisfied,
        min(case when event = 'second_call_back' then called_on end) as second_called_on,
        min(case when event = 'second_call_back' and was_reached then happened_on end) as second_reached_on,
        bool_or(case when event = 'second_call_back' and was_reached then is_satisfied end) as is_second_satisfied
    from calls
    where place = 1
    group by complaint_id
),
-- the same customer with the same business and the same cause is the same matter, though nobody marked the later one;
-- those that were marked follow by their mark
received_and_told as (
    select
        fct_complaint.complaint_id,
        fct_complaint.respondent_key,
        fct_complaint.business,
        fct_complaint.cause,
        fct_complaint.received_on,
        -- a telling before the receipt, which cannot be, is one on its day
        case
            when rounds.told_on < fct_complaint.received_on then fct_complaint.received_on
            else rounds.told_on
        end as told_on
    from fct_complaint
    inner join rounds
        on rounds.complaint_id = fct_complaint.complaint_id
    where
        fct_complaint.respondent_key is not null
        and fct_complaint.business <> ''
        and fct_complaint.cause <> ''
        and fct_complaint.repeat_of = ''
),
days as (
    select
        *,
        received_on as day,
        0 as is_telling
    from received_and_told
    union all
    select
        *,
        told_on as day,
        1 as is_telling
    from received_and_told
    where told_on is not null
),
in_a_row as (
    select
        complaint_id,
        received_on,
        told_on,
        is_telling,
        -- on one day receipts come first: what came in on the day of the telling came in before it
        min(case when is_telling = 0 then day end) over (
            partition by respondent_key, business, cause
            order by day, is_telling, complaint_id
            rows between 1 following and unbounded following
        ) as next_received_on,
        -- 90 days: the longer of the times within which repeats are told
        max(case when is_telling = 0 then coalesce(told_on + 90, date '9999-12-31') end) over (
            partition by respondent_key, business, cause
            order by day, is_telling, complaint_id
            rows between unbounded preceding and 1 preceding
        ) as follows_until_on
    from days
),
by_customer as (
    select
        complaint_id,
        max(case when is_telling = 0 then coalesce(follows_until_on >= received_on, false) end) as is_repeat,
        min(case when is_telling = 1 then next_received_on end) as repeated_on,
        min(case when is_telling = 0 and (told_on is null or next_received_on <= told_on) then next_received_on end)
            as repeated_while_open_on
    from in_a_row
    group by complaint_id
),
repeats as (
    select
        core_complaint_first.first_id as complaint_id,
        fct_complaint.received_on
    from core_complaint_first
    inner join fct_complaint
        on fct_complaint.complaint_id = core_complaint_first.complaint_id
    where core_complaint_first.first_id <> core_complaint_first.complaint_id
),
again as (
    select
        repeats.complaint_id,
        min(case when repeats.received_on > rounds.told_on then repeats.received_on end) as repeated_on,
        min(case when rounds.told_on is null or repeats.received_on <= rounds.told_on then repeats.received_on end)
            as repeated_while_open_on
    from repeats
    inner join rounds
        on rounds.complaint_id = repeats.complaint_id
    group by repeats.complaint_id
)
select
    fct_complaint.complaint_id,
    fct_complaint.received_on,
    fct_complaint.placement_id,
    fct_complaint.respondent_key is not null as is_keyed,
    fct_complaint.repeat_of <> '' or coalesce(by_customer.is_repeat, false) as is_repeat,
    fct_complaint.repeat_of = '' and coalesce(by_customer.is_repeat, false) as is_unmarked_repeat,
    rounds.decided_on,
    rounds.told_on,
    resolved.resolved_on,
    called.first_called_on,
    called.first_reached_on,
    called.is_first_satisfied,
    called.second_called_on,
    called.second_reached_on,
    called.is_second_satisfied,
    rounds.reopened_on,
    least(again.repeated_while_open_on, by_customer.repeated_while_open_on) as repeated_while_open_on,
    least(again.repeated_on, by_customer.repeated_on) as repeated_on,
    coalesce(by_customer.repeated_on < coalesce(again.repeated_on, date '9999-12-31'), false) as is_repeated_unmarked
from fct_complaint
left join rounds
    on rounds.complaint_id = fct_complaint.complaint_id
left join resolved
    on resolved.complaint_id = fct_complaint.complaint_id
left join called
    on called.complaint_id = fct_complaint.complaint_id
left join again
    on again.complaint_id = fct_complaint.complaint_id
left join by_customer
    on by_customer.complaint_id = fct_complaint.complaint_id
order by
    fct_complaint.received_on,
    fct_complaint.complaint_id
