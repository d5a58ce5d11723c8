-- One row per complaint of one cause received in a span of days, as its clock stood on a day, the newest first.
with
-- include placed
-- include clocked

select
    complaint_id,
    unit_id,
    line,
    channel,
    business,
    received_on,
    merged_into,
    clock_from,
    case when closed_on <= $to_on then closed_on end as closed_on
from clocked
where
    received_on >= $first_day
    and received_on <= $last_day
    and coalesce(cause, '') = $cause
order by
    received_on desc,
    complaint_id
