-- One row per unit × month of submission, with all that stands below the unit: suggestions, and how they stand now
select
    bridge.ancestor_id as unit_id,
    date_trunc('month', mart.submitted_on)::date as month,
    sum(mart.suggestions)::bigint as submitted,
    coalesce(sum(mart.suggestions) filter (where mart.adopted_on is not null), 0)::bigint as adopted,
    coalesce(sum(mart.suggestions) filter (where mart.declined_on is not null), 0)::bigint as declined,
    coalesce(sum(mart.suggestions) filter (where mart.merged_on is not null), 0)::bigint as merged,
    coalesce(sum(mart.suggestions) filter (where mart.implemented_on is not null), 0)::bigint as implemented,
    coalesce(
        sum(mart.suggestions) filter (
            where mart.adopted_on is null and mart.declined_on is null and mart.merged_on is null
        ),
        0
    )::bigint as undecided
from mart_suggestion_flow as mart
inner join bridge_placement_ancestor as bridge
    on bridge.placement_id = mart.placement_id
group by
    bridge.ancestor_id,
    date_trunc('month', mart.submitted_on)
