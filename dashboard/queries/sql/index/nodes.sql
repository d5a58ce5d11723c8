-- One row per node of the tree of the experience index that is in force in a month, parents before children.
select
    node_id,
    parent_id,
    level,
    name,
    name_en,
    weight,
    journey_id,
    touchpoint_id,
    kind,
    tree_from
from dim_index_node
where tree_from = (
    select max(tree_from)
    from dim_index_node
    where tree_from <= $month
)
order by place
