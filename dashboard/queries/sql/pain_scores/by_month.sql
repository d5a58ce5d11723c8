-- One row per month and touchpoint: how those who had a pain there, and those who used it without one, recommend.
with
-- include placed
cells as (
    select
        mart.*,
        placed.unit_id
    from mart_pain_score as mart
    inner join placed on placed.placement_id = mart.placement_id
    where
        mart.survey_id = $survey
        and ($any_of_journey or mart.journey_id in $of_journeys)
)

select
    month,
    touchpoint_id,
    unit_id,
    '' as member_id,
    sum(hurt_promoters)::bigint as hurt_promoters,
    sum(hurt_passives)::bigint as hurt_passives,
    sum(hurt_detractors)::bigint as hurt_detractors,
    sum(spared_promoters)::bigint as spared_promoters,
    sum(spared_passives)::bigint as spared_passives,
    sum(spared_detractors)::bigint as spared_detractors
from cells
group by
    month,
    touchpoint_id,
    unit_id
order by
    month,
    touchpoint_id,
    unit_id
