-- One row per way a suggestion went: everything suggestions have in common, with how many went so; additive, exact for any as-of day
select
    submitted_on,
    placement_id,
    line,
    source,
    journey_id,
    touchpoint_id,
    first_reply_on,
    reviewing_on,
    adopted_on,
    declined_on,
    merged_on,
    implemented_on,
    claimed_on,
    reopened_on,
    count(*) as suggestions
from fct_suggestion
group by
    submitted_on,
    placement_id,
    line,
    source,
    journey_id,
    touchpoint_id,
    first_reply_on,
    reviewing_on,
    adopted_on,
    declined_on,
    merged_on,
    implemented_on,
    claimed_on,
    reopened_on
order by
    submitted_on,
    placement_id
