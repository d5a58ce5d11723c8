-- One row per month of receipt, unit group and member, as complaints/by_month, but with any filters and any days.
with
-- include placed
cells as (
    select
        fact.month,
        placed.unit_id,
        fact.complaints,
        fact.merged_complaints,
        fact.valid_complaints,
        fact.agent_complaints,
        fact.agent_merged_complaints,
        fact.agent_valid_complaints,
        fact.escalated_complaints,
        fact.complaints_by_count,
        coalesce(
            case $by
                when 'line' then fact.line
                when 'channel' then fact.channel
                when 'business' then fact.business
                when 'cause' then fact.cause
                when 'journey' then fact.journey_id
                when 'touchpoint' then fact.touchpoint_id
            end,
            ''
        ) as member_id
    from fct_counted_complaint as fact
    inner join placed on placed.placement_id = fact.placement_id
    where
        fact.from_on >= $from_on
        and fact.to_on <= $to_on
        and ($any_line or coalesce(fact.line, '') in $line)
        and ($any_channel or coalesce(fact.channel, '') in $channel)
        and ($any_journey or coalesce(fact.journey_id, '') in $journey)
        and ($any_touchpoint or coalesce(fact.touchpoint_id, '') in $touchpoint)
)

select
    month,
    unit_id,
    member_id,
    sum(complaints)::bigint as complaints,
    sum(merged_complaints)::bigint as merged_complaints,
    sum(valid_complaints)::bigint as valid_complaints,
    sum(agent_complaints)::bigint as agent_complaints,
    sum(agent_merged_complaints)::bigint as agent_merged_complaints,
    sum(agent_valid_complaints)::bigint as agent_valid_complaints,
    sum(escalated_complaints)::bigint as escalated_complaints,
    sum(complaints_by_count)::bigint as complaints_by_count
from cells
group by
    month,
    unit_id,
    member_id
order by
    month,
    unit_id,
    member_id
