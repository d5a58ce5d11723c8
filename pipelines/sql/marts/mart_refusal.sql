-- One row per load × column × reason: how often, where first, and one masked value as an example
select
    load_id,
    file_name,
    column_name,
    reason,
    expected,
    coalesce(is_row_taken, false) as is_row_taken,
    count(*) as faults,
    min(row_number)::bigint as first_row_number,
    coalesce(arg_min(value_masked, row_number), '') as value_masked
from refused_row
group by
    load_id,
    file_name,
    column_name,
    reason,
    expected,
    coalesce(is_row_taken, false)
order by
    load_id,
    faults desc,
    column_name,
    reason
