-- One row per change of a suggestion's status; telling the proposer is a reply
select
    suggestion_id,
    case when event = 'told' then 'replied' else event end as status,
    "at" as happened_at,
    "at"::date as happened_on
from raw_suggestion_events
where suggestion_id in (select suggestion_id from raw_suggestions)
