-- One row per limit × day from which its days are counted: the last day in time, wherever that limit is asked about
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
        reg_limit.days,
        reg_limit.day_type,
        reg_limit.rolls_on_rest_days,
        worked.day as counted_from,
        worked.rank
    from reg_limit
    cross join worked
    cross join core_reach
    where
        -- a limit shorter than its rule's is counted from so many days earlier; the longest rule has 400
        worked.day >= core_reach.first_on - 801
        and worked.day <= core_reach.data_until
),
counted as (
    select
        asked.*,
        case when asked.day_type = 'working' then worked_off.day else asked.counted_from + asked.days end as last_on
    from asked
    left join worked as worked_off
        on asked.day_type = 'working'
        and worked_off.is_working
        and worked_off.rank = asked.rank + asked.days
),
rolled as (
    select
        counted.*,
        case
            when counted.rolls_on_rest_days and not ending.is_working then next_worked.day
            else counted.last_on
        end as due_on
    from counted
    inner join worked as ending
        on ending.day = counted.last_on
    left join worked as next_worked
        on next_worked.is_working
        and next_worked.rank = ending.rank + 1
)
select
    rolled.limit_id,
    rolled.counted_from,
    rolled.due_on,
    rolled.day_type = 'working' or rolled.rolls_on_rest_days as is_by_calendar,
    ending.is_official
from rolled
inner join worked as ending
    on ending.day = rolled.due_on
order by
    rolled.limit_id,
    rolled.counted_from
