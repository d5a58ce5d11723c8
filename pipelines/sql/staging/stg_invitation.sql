-- One row per survey × day × unit × channel of sending
select
    survey_id,
    sent_on,
    recorded(unit_id) as unit_id,
    recorded(channel) as channel,
    sent,
    coalesce(delivered, 0) as delivered,
    coalesce(opened, 0) as opened
from raw_invitations
