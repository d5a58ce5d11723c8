-- One row per month × placement × kind × dimension × member that has contacts
with counted as (
    select
        month,
        placement_id,
        kind,
        case
            when grouping(line) = 0 then 'line'
            when grouping(channel) = 0 then 'channel'
            when grouping(journey_id) = 0 then 'journey'
            when grouping(touchpoint_id) = 0 then 'touchpoint'
            else 'all'
        end as dimension,
        coalesce(line, channel, journey_id, touchpoint_id, 'all') as member_id,
        sum(contacts)::bigint as contacts
    from fct_contact
    group by
        grouping sets (
            (month, placement_id, kind),
            (month, placement_id, kind, line),
            (month, placement_id, kind, channel),
            (month, placement_id, kind, journey_id),
            (month, placement_id, kind, touchpoint_id)
        )
)
select
    *
from counted
order by
    dimension,
    month,
    placement_id,
    kind,
    member_id
