-- One row per step that complaints of a span of days waited for, unit group, member and working days waited by a day.
with
-- include placed
now as (
    select count(*) as workdays
    from reg_day
    where
        is_working
        and day <= $to_on
),
cells as (
    select
        mart.*,
        placed.unit_id,
        mart.ended_on is not null and mart.ended_on <= $to_on as is_ended,
        mart.left_on is not null and mart.left_on <= $to_on as has_left
    from mart_complaint_wait as mart
    inner join placed on placed.placement_id = mart.placement_id
    where
        mart.received_on >= $first_day
        and mart.received_on <= $last_day
        and mart.began_on <= $to_on
        and ($any_line or coalesce(mart.line, '') in $line)
        and ($any_channel or coalesce(mart.channel, '') in $channel)
        and ($any_journey or coalesce(mart.journey_id, '') in $journey)
        and ($any_touchpoint or coalesce(mart.touchpoint_id, '') in $touchpoint)
),
waited as (
    select
        cells.*,
        case
            when is_ended then ended_workdays
            when has_left then left_workdays
            else now.workdays
        end
        - began_workdays as waited_days,
        case when is_ended then ended_on when has_left then left_on else $to_on end as until_on
    from cells
    cross join now
)

select
    waited.step,
    waited.unit_id,
    coalesce(
        case $by
            when 'line' then waited.line
            when 'channel' then waited.channel
            when 'business' then waited.business
            when 'cause' then waited.cause
            when 'journey' then waited.journey_id
            when 'touchpoint' then waited.touchpoint_id
        end,
        ''
    ) as member_id,
    waited.waited_days::integer as waited_days,
    waited.is_ended,
    waited.has_left,
    not day.is_official as is_provisional,
    sum(waited.complaints)::bigint as complaints
from waited
inner join reg_day as day on day.day = waited.until_on
group by all
order by all
