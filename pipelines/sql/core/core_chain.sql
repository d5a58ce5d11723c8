-- One row per unit × stay under one whole chain of ancestors; ids in the chain are parted by the unit separator chr(31)
with recursive climb as (
    select
        unit_id,
        from_on,
        to_on,
        parent_id as next_id,
        unit_id as chain
    from core_unit_stay
    union all
    select
        climb.unit_id,
        greatest(climb.from_on, parent.from_on) as from_on,
        least(climb.to_on, parent.to_on) as to_on,
        parent.parent_id as next_id,
        parent.unit_id || chr(31) || climb.chain as chain
    from climb
    inner join core_unit_stay as parent
        on parent.unit_id = climb.next_id
        and parent.from_on < climb.to_on
        and parent.to_on > climb.from_on
),
whole as (
    select
        unit_id,
        chain,
        from_on,
        to_on
    from climb
    where next_id is null
),
marked as (
    -- a renamed unit has a new row but no new place: neighbouring stays under the same chain are one stay
    select
        *,
        case
            when chain = lag(chain) over (partition by unit_id order by from_on)
                and from_on = lag(to_on) over (partition by unit_id order by from_on)
            then 0
            else 1
        end as is_new
    from whole
),
numbered as (
    select
        *,
        sum(is_new) over (partition by unit_id order by from_on rows unbounded preceding) as stay
    from marked
)
select
    unit_id,
    any_value(chain) as chain,
    min(from_on) as from_on,
    max(to_on) as to_on
from numbered
group by
    unit_id,
    stay
