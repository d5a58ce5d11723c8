-- One row per month of receipt × placement × dimension × member that has complaints, or a count of them; repeats counted and left out, both named
with counted as (
    select
        month,
        placement_id,
        case
            when grouping(line) = 0 then 'line'
            when grouping(channel) = 0 then 'channel'
            when grouping(business) = 0 then 'business'
            when grouping(cause) = 0 then 'cause'
            when grouping(journey_id) = 0 then 'journey'
            when grouping(touchpoint_id) = 0 then 'touchpoint'
            else 'all'
        end as dimension,
        coalesce(line, channel, business, cause, journey_id, touchpoint_id, 'all') as member_id,
        sum(complaints)::bigint as complaints,
        sum(merged_complaints)::bigint as merged_complaints,
        sum(valid_complaints)::bigint as valid_complaints,
        sum(agent_complaints)::bigint as agent_complaints,
        sum(agent_merged_complaints)::bigint as agent_merged_complaints,
        sum(agent_valid_complaints)::bigint as agent_valid_complaints,
        sum(escalated_complaints)::bigint as escalated_complaints,
        sum(complaints_by_count)::bigint as complaints_by_count
    from fct_counted_complaint
    group by
        grouping sets (
            (month, placement_id),
            (month, placement_id, line),
            (month, placement_id, channel),
            (month, placement_id, business),
            (month, placement_id, cause),
            (month, placement_id, journey_id),
            (month, placement_id, touchpoint_id)
        )
)
select
    *
from counted
order by
    dimension,
    month,
    placement_id,
    member_id
