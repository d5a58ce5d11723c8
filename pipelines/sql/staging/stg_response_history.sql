-- One row per response ever taken: when and by which load it was first seen, last changed, last handed over and retired
with taken as (
    select
        survey_id,
        response_id,
        first_load_id,
        changed_load_id,
        load_id as last_load_id,
        null::varchar as retired_load_id
    from raw_survey_responses
    union all
    select
        survey_id,
        response_id,
        first_load_id,
        changed_load_id,
        load_id,
        retired_load_id
    from retired_survey_responses
)
select
    taken.survey_id,
    taken.response_id,
    taken.first_load_id,
    opening.loaded_at as first_seen_at,
    taken.changed_load_id,
    changing.loaded_at as last_changed_at,
    taken.last_load_id,
    taken.retired_load_id,
    retiring.loaded_at as retired_at
from taken
left join build_load as opening
    on opening.load_id = taken.first_load_id
left join build_load as changing
    on changing.load_id = taken.changed_load_id
left join build_load as retiring
    on retiring.load_id = taken.retired_load_id
