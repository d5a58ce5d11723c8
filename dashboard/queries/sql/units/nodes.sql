-- One row per node of the tree of all chains: a unit below one chain of parents, or a parent's own records beside them.
select
    node_id,
    parent_node_id,
    unit_id,
    is_own,
    is_leaf,
    path
from dim_node
order by node_id
