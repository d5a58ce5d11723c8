-- One row per limit × day on which a matter could come in: the last day to answer in time, by the rule in force that day
with worked as (
    select
        day,
        is_working,
        is_official,
        sum(case when is_working then 1 else 0 end) over (order by day) as rank
    from reg_day
),
asked as (
    select
        reg_limit.limit_id,
        reg_limit.kind,
        reg_limit.limit_name,
        reg_limit.limit_kind,
        reg_limit.days,
        reg_limit.day_type,
        reg_limit.rolls_on_rest_days,
        worked.day as asked_on,
        -- the day before day one, from which days are counted
        case when reg_limit.day_one = 'same' then worked.day - 1 else worked.day end as counted_from
    from reg_limit
    inner join worked
        on worked.day >= reg_limit.valid_from
        and worked.day <= coalesce(reg_limit.valid_to, date '9999-12-31')
    cross join core_reach
    where
        worked.day >= core_reach.first_on
        and worked.day <= core_reach.data_until
),
counted as (
    select
        asked.*,
        case when asked.day_type = 'working' then worked_off.day else asked.counted_from + asked.days end as last_on
    from asked
    left join worked as opening
        on opening.day = asked.counted_from
    left join worked as worked_off
        on asked.day_type = 'working'
        and worked_off.is_working
        and worked_off.rank = opening.rank + asked.days
),
rolled as (
    select
        counted.*,
        case when counted.rolls_on_rest_days and not ending.is_working then next_worked.day else counted.last_on end as due_on
    from counted
    inner join worked as ending
        on ending.day = counted.last_on
    left join worked as next_worked
        on next_worked.is_working
        and next_worked.rank = ending.rank + 1
)
select
    rolled.limit_id,
    rolled.kind,
    rolled.limit_name,
    rolled.limit_kind,
    rolled.asked_on,
    rolled.due_on,
    -- a year whose days of rest and make-up days are not out yet can still move the due date
    (rolled.day_type = 'working' or rolled.rolls_on_rest_days)
        and not (opening.is_official and ending.is_official) as is_provisional
from rolled
inner join worked as opening
    on opening.day = rolled.asked_on
inner join worked as ending
    on ending.day = rolled.due_on
order by
    rolled.limit_id,
    rolled.asked_on
