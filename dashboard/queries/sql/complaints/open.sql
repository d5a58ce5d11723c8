-- One row per complaint that had not been decided and told by a day, as its clock stood then, the oldest first.
with
-- include placed
-- include clocked

select
    complaint_id,
    unit_id,
    line,
    channel,
    business,
    cause,
    received_on,
    merged_into,
    clock_from,
    stopped_on,
    accepted_on,
    first_reply_on,
    decided_on,
    house_due_on,
    legal_due_on,
    legal_stage
from clocked
where closed_on is null or closed_on > $to_on
order by
    received_on,
    complaint_id
