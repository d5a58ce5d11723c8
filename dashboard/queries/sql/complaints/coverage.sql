-- One row: the first and the last month in which the bank recorded any complaint.
select
    min(month) as first_month,
    max(month) as last_month
from mart_complaint_month
where dimension = 'all'
