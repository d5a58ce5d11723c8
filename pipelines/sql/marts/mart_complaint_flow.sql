-- One row per way a complaint's clock went: everything complaints have in common, with how many went so; additive, and
-- exact for any as-of day by the days from and until which each way was known
select
    clock.received_on,
    clock.placement_id,
    fct_complaint.line,
    fct_complaint.channel,
    fct_complaint.business,
    fct_complaint.cause,
    fct_complaint.journey_id,
    fct_complaint.touchpoint_id,
    clock.is_merged,
    clock.known_from,
    clock.known_until,
    clock.clock_from,
    clock.stopped_on,
    clock.accepted_on,
    clock.first_reply_on,
    clock.decided_on,
    clock.closed_on,
    clock.house_stage,
    clock.house_due_on,
    clock.legal_stage,
    clock.legal_due_on,
    clock.is_provisional,
    count(*) as complaints
from fct_complaint_clock as clock
inner join fct_complaint
    on fct_complaint.complaint_id = clock.complaint_id
group by all
order by
    clock.received_on,
    clock.placement_id
