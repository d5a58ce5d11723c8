-- One row per way that complaints went after they were decided and told; additive, and exact for any as-of day by the
-- days of what happened
select
    after_it.received_on,
    after_it.placement_id,
    fct_complaint.line,
    fct_complaint.channel,
    fct_complaint.business,
    fct_complaint.cause,
    fct_complaint.journey_id,
    fct_complaint.touchpoint_id,
    after_it.is_keyed,
    after_it.is_repeat,
    after_it.is_unmarked_repeat,
    after_it.decided_on,
    after_it.told_on,
    after_it.resolved_on,
    after_it.first_called_on,
    after_it.first_reached_on,
    after_it.is_first_satisfied,
    after_it.second_called_on,
    after_it.second_reached_on,
    after_it.is_second_satisfied,
    after_it.reopened_on,
    after_it.repeated_while_open_on,
    after_it.repeated_on,
    after_it.is_repeated_unmarked,
    count(*) as complaints
from fct_complaint_after as after_it
inner join fct_complaint
    on fct_complaint.complaint_id = after_it.complaint_id
group by all
order by
    after_it.received_on,
    after_it.placement_id
