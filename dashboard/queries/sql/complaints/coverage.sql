-- One row: the first and the last month in which the bank recorded any complaint, and in how many it did.
select
    min(month) as first_month,
    max(month) as last_month,
    count(distinct month)::bigint as recorded_months
from mart_complaint_month
where dimension = 'all'
