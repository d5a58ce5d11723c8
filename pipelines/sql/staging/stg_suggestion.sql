-- One row per suggestion; without a journey of its own it has that of its touchpoint
select
    raw_suggestions.suggestion_id,
    raw_suggestions.submitted_at::date as submitted_on,
    recorded(raw_suggestions.unit_id) as unit_id,
    recorded(raw_suggestions.line) as line,
    recorded(raw_suggestions.source) as source,
    coalesce(
        nullif(recorded(raw_suggestions.journey_id), ''),
        recorded(raw_touchpoints.journey_id)
    ) as journey_id,
    recorded(raw_suggestions.touchpoint_id) as touchpoint_id,
    recorded(raw_suggestions.title) as title,
    recorded(raw_suggestions.owner) as owner,
    raw_suggestions.due_on,
    recorded(raw_suggestions.measure) as measure,
    raw_suggestions.expected_change::double as expected_change,
    recorded(raw_suggestions.effect_units) as effect_units,
    raw_suggestions.effect_from_on
from raw_suggestions
left join raw_touchpoints
    on raw_touchpoints.touchpoint_id = raw_suggestions.touchpoint_id
