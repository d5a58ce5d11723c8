-- One row per month of entry, unit group, member and days until the step ended: how many entered it so.
with
-- include placed
cells as (
    select
        mart.*,
        placed.unit_id
    from mart_journey_flow as mart
    inner join placed on placed.placement_id = mart.placement_id
    where
        ($any_channel or mart.channel in $channel)
        and ($any_journey or mart.journey_id in $journey)
        and ($any_touchpoint or mart.touchpoint_id in $touchpoint)
)

select
    month,
    unit_id,
    case $by
        when 'channel' then channel
        when 'journey' then journey_id
        when 'touchpoint' then touchpoint_id
        else ''
    end as member_id,
    is_counted,
    elapsed_days,
    is_completed,
    sum(entered)::bigint as entered,
    (select value::integer from reg_rule where name = 'journey_patience_days') as patience_days
from cells
group by
    month,
    unit_id,
    member_id,
    is_counted,
    elapsed_days,
    is_completed
order by
    month,
    unit_id,
    member_id,
    elapsed_days,
    is_completed
