-- One row per unit, attribute, value and span in which the unit has it, of the chosen units that may be named; spans of
-- one value that follow upon each other are one. Null days: always, still.
with
-- include having
-- include placed
inside as (
    select distinct placement.unit_id
    from placed
    inner join dim_placement as placement on placement.placement_id = placed.placement_id
    where $sees_all or placement.unit_id in $visible
),

marked as (
    select
        having_it.*,
        having_it.from_on is null
        or lag(having_it.to_on) over (
            partition by having_it.unit_id, having_it.attribute, having_it.value
            order by having_it.from_on nulls first
        ) is distinct from having_it.from_on as is_new
    from having_it
    inner join inside on inside.unit_id = having_it.unit_id
),

numbered as (
    select
        *,
        count(*) filter (where is_new) over (
            partition by unit_id, attribute, value
            order by from_on nulls first
            rows between unbounded preceding and current row
        ) as span
    from marked
)

select
    attribute,
    value,
    unit_id,
    case when count(from_on) = count(*) then min(from_on) end as from_on,
    case when count(to_on) = count(*) then max(to_on) end as to_on
from numbered
group by
    attribute,
    value,
    unit_id,
    span
order by
    attribute,
    value,
    unit_id,
    from_on nulls first
