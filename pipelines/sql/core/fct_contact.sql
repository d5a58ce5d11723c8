-- One row per contact (or group of alike ones), at the placement its unit had on the day it was made
select
    stg_contact.contact_id,
    stg_contact.kind,
    stg_contact.contacted_on,
    date_trunc('month', stg_contact.contacted_on)::date as month,
    core_place.placement_id,
    stg_contact.line,
    stg_contact.channel,
    stg_contact.journey_id,
    stg_contact.touchpoint_id,
    stg_contact.complaint_id,
    stg_contact.contacts,
    stg_contact.text
from stg_contact
inner join core_place
    on core_place.given_unit_id = stg_contact.unit_id
    and stg_contact.contacted_on >= core_place.from_on
    and stg_contact.contacted_on < core_place.to_on
order by
    stg_contact.contacted_on,
    core_place.placement_id,
    stg_contact.contact_id
