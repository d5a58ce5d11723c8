-- One row per way complaints went on that cannot be: reached before called, back before the telling, content unreached
select
    received_on,
    placement_id,
    told_on
from mart_complaint_after
where
    told_on < decided_on
    or (told_on is not null and decided_on is null)
    or first_reached_on < first_called_on
    or second_reached_on < second_called_on
    or (first_reached_on is null and is_first_satisfied is not null)
    or (second_reached_on is null and is_second_satisfied is not null)
    or repeated_on <= told_on
    or (repeated_on is not null and told_on is null)
