-- One row per node × node at or above it
with recursive climb as (
    select
        node_id,
        node_id as above_id
    from dim_node
    union all
    select
        climb.node_id,
        dim_node.parent_node_id as above_id
    from climb
    inner join dim_node
        on dim_node.node_id = climb.above_id
    where dim_node.parent_node_id is not null
)
select
    node_id,
    above_id
from climb
