-- One row per adopted suggestion that names a measure, and unit where it is done, of the chosen units and filters.
with
-- include placed
chosen_ones as (
    select distinct mart.suggestion_id
    from mart_suggestion_effect as mart
    inner join placed on placed.placement_id = mart.placement_id
    where
        ($any_line or coalesce(mart.line, '') in $line)
        and ($any_journey or coalesce(mart.journey_id, '') in $journey)
        and ($any_touchpoint or coalesce(mart.touchpoint_id, '') in $touchpoint)
)

select
    mart.suggestion_id,
    mart.title,
    mart.touchpoint_id,
    mart.measure,
    mart.expected_change,
    mart.submitted_on,
    mart.adopted_on,
    mart.claimed_on,
    mart.unit_id,
    mart.from_on,
    mart.source,
    placement.unit_id as proposed_in
from mart_suggestion_effect as mart
inner join chosen_ones on chosen_ones.suggestion_id = mart.suggestion_id
inner join dim_placement as placement on placement.placement_id = mart.placement_id
order by
    mart.suggestion_id,
    mart.unit_id
