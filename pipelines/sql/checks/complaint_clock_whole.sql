-- One row per complaint whose days are not told from its receipt to the end without gap and overlap, or that has none
with spans as (
    select
        complaint_id,
        received_on,
        known_from,
        known_until,
        lead(known_from) over (partition by complaint_id order by known_from) as next_from,
        row_number() over (partition by complaint_id order by known_from) as place
    from fct_complaint_clock
)
select
    complaint_id,
    known_from
from spans
where
    next_from is distinct from known_until
    or (place = 1 and known_from <> received_on)
    or known_until <= known_from
union all
select
    fct_complaint.complaint_id,
    fct_complaint.received_on
from fct_complaint
left join fct_complaint_clock
    on fct_complaint_clock.complaint_id = fct_complaint.complaint_id
where fct_complaint_clock.complaint_id is null
