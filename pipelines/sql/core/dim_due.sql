-- One row per limit × day on which a matter could come in: the last day to answer in time, by the rule in force that day
select
    reg_limit.limit_id,
    reg_limit.kind,
    reg_limit.limit_name,
    reg_limit.limit_kind,
    asked.day as asked_on,
    core_due.due_on,
    -- a year whose days of rest and make-up days are not out yet can still move the due date
    core_due.is_by_calendar and not (asked.is_official and core_due.is_official) as is_provisional
from reg_limit
inner join reg_day as asked
    on asked.day >= reg_limit.valid_from
    and asked.day <= coalesce(reg_limit.valid_to, date '9999-12-31')
cross join core_reach
inner join core_due
    on core_due.limit_id = reg_limit.limit_id
    -- the day before day one
    and core_due.counted_from = case when reg_limit.day_one = 'same' then asked.day - 1 else asked.day end
where
    asked.day >= core_reach.first_on
    and asked.day <= core_reach.data_until
order by
    reg_limit.limit_id,
    asked.day
