-- One row per load that is missing from its mart, holds more than it accepted, or whose refusals are not all explained
with refused as (
    select
        load_id,
        sum(faults) as faults
    from mart_refusal
    where not is_row_taken
    group by load_id
)
select build_load.load_id
from build_load
left join mart_load
    on mart_load.load_id = build_load.load_id
left join refused
    on refused.load_id = build_load.load_id
where
    mart_load.load_id is null
    or mart_load.rows_held > build_load.rows_accepted
    or coalesce(build_load.rows_refused, 0) > coalesce(refused.faults, 0)
