-- One row per complaint, at the placement its unit had on the day it was received
select
    stg_complaint.complaint_id,
    stg_complaint.received_on,
    date_trunc('month', stg_complaint.received_on)::date as month,
    core_place.placement_id,
    stg_complaint.line,
    stg_complaint.channel,
    stg_complaint.business,
    stg_complaint.cause,
    stg_complaint.journey_id,
    stg_complaint.touchpoint_id,
    stg_complaint.is_valid,
    stg_complaint.is_suspected_agent,
    stg_complaint.respondent_key,
    case
        when not core_complaint_first.is_repeat then ''
        when core_complaint_first.first_id <> stg_complaint.complaint_id then core_complaint_first.first_id
        else stg_complaint.repeat_of
    end as repeat_of
from stg_complaint
inner join core_complaint_first
    on core_complaint_first.complaint_id = stg_complaint.complaint_id
inner join core_place
    on core_place.given_unit_id = stg_complaint.unit_id
    and stg_complaint.received_on >= core_place.from_on
    and stg_complaint.received_on < core_place.to_on
order by
    stg_complaint.received_on,
    core_place.placement_id,
    stg_complaint.complaint_id
