-- One row per month with responses: the span it belongs to, for which is settled what may be shown. A span is a calendar
-- year; a quarter that is not over yet is one by itself, so that its first days do not take away what is shown of the rest
with months as (
    select distinct month
    from fct_response
),
reach as (
    select
        data_until,
        date_trunc('quarter', data_until)::date as quarter_on,
        (date_trunc('quarter', data_until) + interval 3 month)::date - 1 as quarter_last_on
    from core_reach
)
select
    months.month,
    case
        when months.month >= reach.quarter_on and reach.data_until < reach.quarter_last_on then reach.quarter_on
        else date_trunc('year', months.month)::date
    end as span_on
from months
cross join reach
