-- One row per placement × unit in its chain, the unit itself included; ancestor_level counts from 0 at the root
with parts as (
    select
        placement_id,
        string_split(chain, chr(31)) as ids
    from core_placement
)
select
    placement_id,
    unnest(ids) as ancestor_id,
    (unnest(range(len(ids))))::integer as ancestor_level
from parts
order by
    ancestor_id,
    placement_id
