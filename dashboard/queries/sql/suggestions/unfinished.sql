-- One row per suggestion that was neither done nor declined nor merged by a day, the oldest first.
with
-- include placed
places as (
    select distinct placement_id
    from placed
)

select
    fact.suggestion_id,
    fact.title,
    placement.unit_id,
    fact.line,
    fact.source,
    fact.owner,
    fact.submitted_on,
    fact.due_on,
    fact.reviewing_on,
    fact.adopted_on
from fct_suggestion as fact
inner join places on places.placement_id = fact.placement_id
inner join dim_placement as placement on placement.placement_id = fact.placement_id
where
    fact.submitted_on <= $to_on
    and not coalesce(fact.declined_on <= $to_on, false)
    and not coalesce(fact.merged_on <= $to_on, false)
    and not coalesce(fact.implemented_on <= $to_on, false)
    and ($any_line or coalesce(fact.line, '') in $line)
    and ($any_journey or coalesce(fact.journey_id, '') in $journey)
    and ($any_touchpoint or coalesce(fact.touchpoint_id, '') in $touchpoint)
order by
    fact.submitted_on,
    fact.suggestion_id
