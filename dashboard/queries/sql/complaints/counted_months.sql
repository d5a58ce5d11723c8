-- One row per month of which complaints are known as counts, not one by one: it cannot be cut within.
select distinct month
from mart_complaint_month
where
    dimension = 'all'
    and complaints_by_count > 0
order by month
