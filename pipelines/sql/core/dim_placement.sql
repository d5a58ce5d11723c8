-- One row per unit × stay under one chain of parents; from_on null reaches back for ever, to_on (exclusive) null means still there
select
    placement_id,
    unit_id,
    case when from_on > date '0001-01-01' then from_on end as from_on,
    case when to_on < date '9999-12-31' then to_on end as to_on
from core_placement
order by placement_id
