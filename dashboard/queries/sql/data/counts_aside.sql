-- One row: how many unit-months have both records and counts of complaints, and what either says of them.
select
    count(*)::bigint as unit_months,
    coalesce(sum(counted_complaints), 0)::bigint as counted_complaints,
    coalesce(sum(recorded_complaints), 0)::bigint as recorded_complaints
from mart_count_aside
