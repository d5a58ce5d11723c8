-- One row per month of receipt × placement × dimension × member that has complaints; repeats counted and left out, both named
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
        count(*) as complaints,
        sum(case when repeat_of = '' then 1 else 0 end)::bigint as merged_complaints,
        sum(case when is_valid then 1 else 0 end)::bigint as valid_complaints
    from fct_complaint
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
