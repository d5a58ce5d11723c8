-- One row per way a suggestion went, unit group and member: additive, so that any as-of day can be counted exactly.
with
-- include placed
cells as (
    select
        mart.*,
        placed.unit_id
    from mart_suggestion_flow as mart
    inner join placed on placed.placement_id = mart.placement_id
    where
        ($any_line or coalesce(mart.line, '') in $line)
        and ($any_journey or coalesce(mart.journey_id, '') in $journey)
        and ($any_touchpoint or coalesce(mart.touchpoint_id, '') in $touchpoint)
)

select
    submitted_on,
    first_reply_on,
    reviewing_on,
    adopted_on,
    declined_on,
    merged_on,
    implemented_on,
    claimed_on,
    reopened_on,
    unit_id,
    coalesce(
        case $by
            when 'line' then line
            when 'source' then source
            when 'journey' then journey_id
            when 'touchpoint' then touchpoint_id
        end,
        ''
    ) as member_id,
    sum(suggestions)::bigint as suggestions
from cells
group by all
order by all
