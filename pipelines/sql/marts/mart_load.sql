-- One row per load: its file, what became of its rows, and how many of them the build still holds
with responses as (
    select
        stg_answering.load_id,
        min(fct_response.survey_id) as survey_id,
        sum(case when fct_response.is_partial then 1 else 0 end)::bigint as partial_responses
    from stg_answering
    inner join fct_response
        on fct_response.survey_id = stg_answering.survey_id
        and fct_response.response_id = stg_answering.response_id
    group by stg_answering.load_id
)
select
    build_load.load_id,
    build_load.table_name,
    build_load.description,
    build_load.file_name,
    build_load.sha256,
    build_load.loaded_at,
    build_load.layout,
    responses.survey_id,
    coalesce(build_load.rows_read, 0) as rows_read,
    coalesce(build_load.rows_accepted, 0) as rows_accepted,
    coalesce(build_load.rows_refused, 0) as rows_refused,
    coalesce(build_load.rows_repeated, 0) as rows_repeated,
    coalesce(build_load.rows_added, 0) as rows_added,
    coalesce(build_load.rows_changed, 0) as rows_changed,
    coalesce(build_load.rows_unchanged, 0) as rows_unchanged,
    coalesce(build_load.rows_superseded, 0) as rows_superseded,
    coalesce(build_load.rows_returned, 0) as rows_returned,
    coalesce(build_load.rows_retired, 0) as rows_retired,
    coalesce(build_load.off_scale, 0) as off_scale,
    coalesce(build_load.dropped, 0) as dropped,
    coalesce(build_load.masked, 0) as masked,
    coalesce(core_held.rows_held, 0) as rows_held,
    coalesce(responses.partial_responses, 0) as partial_responses,
    core_held.first_on,
    core_held.last_on,
    nullif(
        first_value(build_load.load_id) over (
            partition by build_load.sha256, build_load.table_name, build_load.description
            order by build_load.load_id
        ),
        build_load.load_id
    ) as same_as_load_id
from build_load
left join core_held
    on core_held.load_id = build_load.load_id
left join responses
    on responses.load_id = build_load.load_id
order by
    build_load.loaded_at desc,
    build_load.load_id desc
