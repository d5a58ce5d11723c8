-- One row per month × unit
select
    month,
    recorded(unit_id) as unit_id,
    customers,
    transactions,
    contacts,
    staff,
    outlets
from raw_exposures
