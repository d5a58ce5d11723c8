-- One row per placement whose chain does not run from the root (level 0) to the unit itself without a gap
select
    dim_placement.placement_id
from dim_placement
left join bridge_placement_ancestor
    on bridge_placement_ancestor.placement_id = dim_placement.placement_id
left join dim_unit
    on dim_unit.unit_id = bridge_placement_ancestor.ancestor_id
group by
    dim_placement.placement_id,
    dim_placement.unit_id
having
    count(*) <> max(bridge_placement_ancestor.ancestor_level) + 1
    or count(distinct bridge_placement_ancestor.ancestor_level) <> count(*)
    or count(dim_unit.unit_id) <> count(*)
    or max(case when dim_unit.parent_id is null then bridge_placement_ancestor.ancestor_level end) is distinct from 0
    or max(
        case
            when bridge_placement_ancestor.ancestor_id = dim_placement.unit_id
            then bridge_placement_ancestor.ancestor_level
        end
    ) is distinct from max(bridge_placement_ancestor.ancestor_level)
