-- One row per unit and a unit that stands or ever stood directly below it.
select distinct
    above.ancestor_id as parent_id,
    below.ancestor_id as unit_id
from bridge_placement_ancestor as below
inner join bridge_placement_ancestor as above
    on
        above.placement_id = below.placement_id
        and above.ancestor_level = below.ancestor_level - 1
order by
    1,
    2
