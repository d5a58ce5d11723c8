-- One row per month with responses: the span for which it is settled what may be shown
select
    month,
    span_on
from core_span
order by month
