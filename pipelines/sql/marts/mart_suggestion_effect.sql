-- One row per adopted suggestion that names a measure, and unit where it is done ('' for the whole bank)
with named as (
    select
        stg_suggestion.suggestion_id,
        stg_suggestion.title,
        stg_suggestion.measure,
        stg_suggestion.expected_change,
        stg_suggestion.effect_from_on,
        unnest(string_split(stg_suggestion.effect_units, ';')) as place
    from stg_suggestion
    where stg_suggestion.measure <> ''
),
scopes as (
    -- "b0101" or, where outlets begin on different days, "b0101@2026-03-01"
    select
        suggestion_id,
        title,
        measure,
        expected_change,
        effect_from_on,
        trim(split_part(place, '@', 1)) as unit_id,
        try_cast(nullif(trim(split_part(place, '@', 2)), '') as date) as own_from_on
    from named
)
select
    fct_suggestion.suggestion_id,
    fct_suggestion.placement_id,
    scopes.title,
    fct_suggestion.line,
    fct_suggestion.source,
    fct_suggestion.journey_id,
    fct_suggestion.touchpoint_id,
    fct_suggestion.submitted_on,
    fct_suggestion.adopted_on,
    fct_suggestion.claimed_on,
    scopes.measure,
    scopes.expected_change,
    scopes.unit_id,
    coalesce(scopes.own_from_on, scopes.effect_from_on, fct_suggestion.implemented_on) as from_on
from scopes
inner join fct_suggestion
    on fct_suggestion.suggestion_id = scopes.suggestion_id
where fct_suggestion.adopted_on is not null
group by all
order by
    fct_suggestion.suggestion_id,
    scopes.unit_id
