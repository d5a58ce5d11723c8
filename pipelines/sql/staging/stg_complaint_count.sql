-- One row per month × unit × line × channel × business × cause, of a bank that hands over counts
select
    month,
    recorded(unit_id) as unit_id,
    recorded(line) as line,
    recorded(channel) as channel,
    recorded(business) as business,
    recorded(cause) as cause,
    complaints,
    valid_complaints
from raw_complaint_counts
