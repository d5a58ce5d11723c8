-- One row per month of receipt, line, channel, business and cause: complaints, raw and merged.
with
-- include placed
cells as (
    select mart.*
    from mart_complaint_about as mart
    inner join placed on placed.placement_id = mart.placement_id
    where
        ($any_line or coalesce(mart.line, '') in $line)
        and ($any_channel or coalesce(mart.channel, '') in $channel)
)

select
    month,
    line,
    channel,
    business,
    cause,
    sum(complaints)::bigint as complaints,
    sum(merged_complaints)::bigint as merged_complaints,
    sum(complaints_by_count)::bigint as complaints_by_count
from cells
group by
    month,
    line,
    channel,
    business,
    cause
order by
    month,
    line,
    channel,
    business,
    cause
