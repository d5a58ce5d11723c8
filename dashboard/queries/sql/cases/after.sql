-- One row per way that complaints of a span of days had gone by a day after they were told, unit group and member.
with
-- include placed
cells as (
    select
        mart.*,
        placed.unit_id
    from mart_complaint_after as mart
    inner join placed on placed.placement_id = mart.placement_id
    where
        mart.received_on >= $first_day
        and mart.received_on <= $last_day
        and mart.received_on <= $to_on
        and ($any_line or coalesce(mart.line, '') in $line)
        and ($any_channel or coalesce(mart.channel, '') in $channel)
        and ($any_journey or coalesce(mart.journey_id, '') in $journey)
        and ($any_touchpoint or coalesce(mart.touchpoint_id, '') in $touchpoint)
)

select
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
    is_keyed,
    is_repeat,
    is_unmarked_repeat,
    coalesce(decided_on <= $to_on, false) as is_decided,
    coalesce(told_on <= $to_on, false) as is_told,
    coalesce(resolved_on <= $to_on, false) as is_resolved,
    coalesce(first_called_on <= $to_on, false) as is_first_called,
    coalesce(first_reached_on <= $to_on, false) as is_first_reached,
    coalesce(first_reached_on <= $to_on and is_first_satisfied, false) as is_first_satisfied,
    coalesce(second_called_on <= $to_on, false) as is_second_called,
    coalesce(second_reached_on <= $to_on, false) as is_second_reached,
    coalesce(second_reached_on <= $to_on and is_second_satisfied, false) as is_second_satisfied,
    coalesce(
        first_reached_on <= $to_on
        and second_reached_on <= $to_on
        and is_first_satisfied is not null
        and is_second_satisfied is not null,
        false
    ) as has_said_twice,
    coalesce(reopened_on <= $to_on, false) as is_reopened,
    coalesce(repeated_while_open_on <= $to_on, false) as is_repeated_while_open,
    coalesce(repeated_on <= $to_on, false) as is_repeated,
    coalesce(repeated_on <= $to_on and is_repeated_unmarked, false) as is_repeated_unmarked,
    case
        when told_on <= $to_on then least(coalesce(repeated_on, $to_on), $to_on) - told_on
        else 0
    end as days_since_told,
    sum(complaints)::bigint as complaints
from cells
group by all
order by all
