-- One row per way a complaint's clock went, unit group and member: exact for any as-of day.
with
-- include placed
cells as (
    select
        mart.*,
        placed.unit_id
    from mart_complaint_flow as mart
    inner join placed on placed.placement_id = mart.placement_id
    where
        ($any_line or coalesce(mart.line, '') in $line)
        and ($any_channel or coalesce(mart.channel, '') in $channel)
        and ($any_journey or coalesce(mart.journey_id, '') in $journey)
        and ($any_touchpoint or coalesce(mart.touchpoint_id, '') in $touchpoint)
        and mart.known_from <= $to_on
        and (mart.known_until is null or mart.known_until > $to_on)
)

select
    received_on,
    clock_from,
    stopped_on,
    closed_on,
    house_due_on,
    legal_due_on,
    is_merged,
    is_provisional,
    unit_id,
    coalesce(
        case $by
            when 'line' then line
            when 'channel' then channel
            when 'business' then business
            when 'cause' then cause
            when 'journey' then journey_id
            when 'touchpoint' then touchpoint_id
        end,
        ''
    ) as member_id,
    sum(complaints)::bigint as complaints
from cells
group by all
order by all
