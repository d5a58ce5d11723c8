-- One row per complaint that passes every filter, as its clock stood on a day.
places as (
    select distinct placement_id
    from placed
),

clocked as (
    select
        clock.complaint_id,
        placement.unit_id,
        fact.line,
        fact.channel,
        fact.business,
        fact.cause,
        clock.received_on,
        case when clock.is_merged then clock.clock_of else '' end as merged_into,
        clock.clock_from,
        clock.stopped_on,
        clock.accepted_on,
        clock.first_reply_on,
        clock.decided_on,
        clock.closed_on,
        clock.house_due_on,
        clock.legal_due_on,
        clock.legal_stage
    from fct_complaint_clock as clock
    inner join fct_complaint as fact on fact.complaint_id = clock.complaint_id
    inner join places on places.placement_id = clock.placement_id
    inner join dim_placement as placement on placement.placement_id = clock.placement_id
    where
        clock.known_from <= $to_on
        and (clock.known_until is null or clock.known_until > $to_on)
        and ($any_line or coalesce(fact.line, '') in $line)
        and ($any_channel or coalesce(fact.channel, '') in $channel)
        and ($any_journey or coalesce(fact.journey_id, '') in $journey)
        and ($any_touchpoint or coalesce(fact.touchpoint_id, '') in $touchpoint)
)
