-- One row per month of receipt × placement × line × channel × business × cause that has complaints, or a count of them
select
    month,
    placement_id,
    line,
    channel,
    business,
    cause,
    sum(complaints)::bigint as complaints,
    sum(merged_complaints)::bigint as merged_complaints,
    sum(complaints_by_count)::bigint as complaints_by_count
from fct_counted_complaint
group by all
order by
    month,
    placement_id
