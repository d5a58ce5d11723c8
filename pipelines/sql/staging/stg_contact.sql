-- One row per contact, or per group of alike contacts with their number; its journey is its own, else its touchpoint's
select
    raw_contacts.contact_id,
    raw_contacts.kind,
    raw_contacts.contacted_at::date as contacted_on,
    recorded(raw_contacts.unit_id) as unit_id,
    recorded(raw_contacts.line) as line,
    recorded(raw_contacts.channel) as channel,
    coalesce(
        nullif(recorded(raw_contacts.journey_id), ''),
        recorded(raw_touchpoints.journey_id)
    ) as journey_id,
    recorded(raw_contacts.touchpoint_id) as touchpoint_id,
    nullif(recorded(raw_contacts.complaint_id), '') as complaint_id,
    coalesce(raw_contacts.contacts, 1) as contacts,
    recorded(raw_contacts.text) as text
from raw_contacts
left join raw_touchpoints
    on raw_touchpoints.touchpoint_id = raw_contacts.touchpoint_id
