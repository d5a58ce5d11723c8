-- One row per month of entry × placement × step × channel × days until it ended: how many entered; additive
--
-- Days beyond those agreed for a step are one class, and what is open then is lost. Who entered later than that and has
-- not ended is open at its age. Counts that say how many completed are known to their end.
with patience as (
    select value::integer as days
    from reg_rule
    where name = 'journey_patience_days'
),
ended as (
    select
        month,
        placement_id,
        journey_id,
        touchpoint_id,
        channel,
        is_counted,
        case when is_counted then 0 else greatest(completed_at::date - entered_at::date, 0) end as days,
        true as is_completed,
        completed as entered
    from fct_journey_event
    where completed > 0
    union all
    select
        fct_journey_event.month,
        fct_journey_event.placement_id,
        fct_journey_event.journey_id,
        fct_journey_event.touchpoint_id,
        fct_journey_event.channel,
        fct_journey_event.is_counted,
        case
            when fct_journey_event.is_counted then patience.days + 1
            else core_reach.data_until - fct_journey_event.entered_at::date
        end,
        false,
        fct_journey_event.entered - fct_journey_event.completed
    from fct_journey_event
    cross join core_reach
    cross join patience
    where fct_journey_event.entered > fct_journey_event.completed
)
select
    ended.month,
    ended.placement_id,
    ended.journey_id,
    ended.touchpoint_id,
    ended.channel,
    ended.is_counted,
    least(ended.days, patience.days + 1)::integer as elapsed_days,
    ended.is_completed,
    sum(ended.entered)::bigint as entered
from ended
cross join patience
group by
    ended.month,
    ended.placement_id,
    ended.journey_id,
    ended.touchpoint_id,
    ended.channel,
    ended.is_counted,
    least(ended.days, patience.days + 1)::integer,
    ended.is_completed
order by
    ended.month,
    ended.placement_id,
    ended.touchpoint_id,
    ended.channel,
    elapsed_days,
    ended.is_completed
