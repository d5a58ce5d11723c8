-- One row per way a step of complaints was waited for; additive, and exact for any as-of day by the days it began and
-- ended on
select
    wait.received_on,
    wait.placement_id,
    fct_complaint.line,
    fct_complaint.channel,
    fct_complaint.business,
    fct_complaint.cause,
    fct_complaint.journey_id,
    fct_complaint.touchpoint_id,
    wait.step,
    wait.began_on,
    wait.ended_on,
    wait.left_on,
    wait.began_workdays,
    wait.ended_workdays,
    wait.left_workdays,
    count(*) as complaints
from fct_complaint_wait as wait
inner join fct_complaint
    on fct_complaint.complaint_id = wait.complaint_id
group by all
order by
    wait.received_on,
    wait.placement_id
