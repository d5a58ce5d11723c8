-- One row per complaint of one cause received in a span of days, as its clock stood on a day, the newest first.
with
-- include placed
places as (
    select distinct placement_id
    from placed
)

select
    clock.complaint_id,
    placement.unit_id,
    fact.line,
    fact.channel,
    fact.business,
    clock.received_on,
    case when clock.is_merged then clock.clock_of else '' end as merged_into,
    clock.clock_from,
    case when clock.closed_on <= $to_on then clock.closed_on end as closed_on
from fct_complaint_clock as clock
inner join fct_complaint as fact on fact.complaint_id = clock.complaint_id
inner join places on places.placement_id = clock.placement_id
inner join dim_placement as placement on placement.placement_id = clock.placement_id
where
    clock.known_from <= $to_on
    and (clock.known_until is null or clock.known_until > $to_on)
    and clock.received_on >= $first_day
    and clock.received_on <= $last_day
    and coalesce(fact.cause, '') = $cause
    and ($any_line or coalesce(fact.line, '') in $line)
    and ($any_channel or coalesce(fact.channel, '') in $channel)
    and ($any_journey or coalesce(fact.journey_id, '') in $journey)
    and ($any_touchpoint or coalesce(fact.touchpoint_id, '') in $touchpoint)
order by
    clock.received_on desc,
    clock.complaint_id
