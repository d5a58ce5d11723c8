-- One row per placement × node that holds it, from its own place up to the root
with recursive climb as (
    select
        core_placement.placement_id,
        coalesce(own.node_id, here.node_id) as node_id
    from core_placement
    inner join dim_node as here
        on here.path = core_placement.chain
    left join dim_node as own
        on own.path = core_placement.chain || chr(31)
    union all
    select
        climb.placement_id,
        dim_node.parent_node_id as node_id
    from climb
    inner join dim_node
        on dim_node.node_id = climb.node_id
    where dim_node.parent_node_id is not null
)
select
    placement_id,
    node_id
from climb
order by
    node_id,
    placement_id
