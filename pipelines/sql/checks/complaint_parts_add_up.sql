-- One row per mart of complaints that does not hold as many as there are
with sums as (
    select
        'mart_complaint_flow' as mart,
        (select coalesce(sum(complaints), 0) from mart_complaint_flow where known_until is null) as found,
        (select count(*) from fct_complaint) as expected
    union all
    select
        'mart_complaint_about',
        (select coalesce(sum(complaints), 0) from mart_complaint_about),
        (select coalesce(sum(complaints), 0) from mart_complaint_month where dimension = 'all')
    union all
    select
        'mart_complaint_about, merged',
        (select coalesce(sum(merged_complaints), 0) from mart_complaint_about),
        (select coalesce(sum(merged_complaints), 0) from mart_complaint_month where dimension = 'all')
)
select
    *
from sums
where found <> expected
