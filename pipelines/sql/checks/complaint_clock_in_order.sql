-- One row per clock of a complaint that runs backwards: closed undecided, decided or closed before it began, a limit
-- that ends before it begins, or a later clock than its first one's
select
    complaint_id,
    known_from
from fct_complaint_clock
where
    (closed_on is not null and decided_on is null)
    or closed_on < decided_on
    or decided_on < received_on
    or clock_from > known_from
    or (is_merged and clock_from > greatest(received_on, known_from))
    or house_due_on < clock_from
    or legal_due_on < clock_from
    or stopped_on < clock_from
