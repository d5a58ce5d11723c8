-- One row per unit × attribute × span; from_on null reaches back for ever, to_on (exclusive) null means it still holds
select
    unit_id,
    attribute,
    value,
    case when from_on > date '0001-01-01' then from_on end as from_on,
    case when to_on < date '9999-12-31' then to_on end as to_on
from stg_unit_attribute
order by
    unit_id,
    attribute,
    from_on nulls first
