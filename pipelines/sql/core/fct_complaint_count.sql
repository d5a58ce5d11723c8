-- One row per month × placement × line × channel × business × cause, at the placement in force on the month's first day
select
    stg_complaint_count.month,
    core_place.placement_id,
    stg_complaint_count.line,
    stg_complaint_count.channel,
    stg_complaint_count.business,
    stg_complaint_count.cause,
    stg_complaint_count.complaints,
    stg_complaint_count.valid_complaints
from stg_complaint_count
inner join core_place
    on core_place.given_unit_id = stg_complaint_count.unit_id
    and stg_complaint_count.month >= core_place.from_on
    and stg_complaint_count.month < core_place.to_on
order by
    stg_complaint_count.month,
    core_place.placement_id
