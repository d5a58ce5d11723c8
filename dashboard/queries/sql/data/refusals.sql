-- One row per load, column and reason: how often, where first, and one masked value as an example.
select *
from mart_refusal
order by
    faults desc,
    load_id,
    column_name,
    reason
