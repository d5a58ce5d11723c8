-- One row per mart of the life of complaints that does not hold each of them once
with sums as (
    select
        'mart_complaint_after' as mart,
        (select coalesce(sum(complaints), 0) from mart_complaint_after) as found
    union all
    select
        'mart_complaint_wait, ' || steps.step,
        (select coalesce(sum(complaints), 0) from mart_complaint_wait where step = steps.step)
    from (values ('accept'), ('handle'), ('report'), ('whole')) as steps (step)
    union all
    -- a decided complaint waits to be told, and no other
    select
        'mart_complaint_wait, tell',
        (select coalesce(sum(complaints), 0) from mart_complaint_wait where step = 'tell')
        + (select coalesce(sum(complaints), 0) from mart_complaint_after where decided_on is null)
)
select
    *
from sums
where found <> (select count(*) from fct_complaint)
