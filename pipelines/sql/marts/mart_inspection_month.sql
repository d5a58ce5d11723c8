-- One row per month of inspection × placement × item × touchpoint × kind: looked at, in order, looked at again
select
    month,
    placement_id,
    item,
    touchpoint_id,
    kind,
    count(*)::bigint as inspected,
    count(case when is_passed then 1 end)::bigint as passed,
    count(case when not is_passed and rechecked_on is not null then 1 end)::bigint as rechecked,
    count(case when not is_passed and is_recheck_passed then 1 end)::bigint as recheck_passed
from fct_inspection
group by
    month,
    placement_id,
    item,
    touchpoint_id,
    kind
order by
    month,
    placement_id,
    item,
    touchpoint_id,
    kind
