-- One row per mart × node × dimension that is not the sum of what stands directly below it
with cells as (
    select 'responses' as counted, node_id, dimension, responses as base, recommend_responses as part
    from mart_response_node
    union all
    select 'responses' as counted, node_id, dimension, responses as base, recommend_responses as part
    from mart_response_month
    union all
    select 'ratings' as counted, node_id, dimension, ratings as base, top_box as part
    from mart_rating_node
    union all
    select 'ratings' as counted, node_id, dimension, ratings as base, top_box as part
    from mart_rating_month
),
totals as (
    select
        cells.counted,
        cells.node_id,
        cells.dimension,
        any_value(dim_node.parent_node_id) as parent_node_id,
        any_value(dim_node.is_leaf) as is_leaf,
        sum(cells.base) as base,
        sum(cells.part) as part
    from cells
    inner join dim_node
        on dim_node.node_id = cells.node_id
    group by
        cells.counted,
        cells.node_id,
        cells.dimension
),
below as (
    select
        counted,
        parent_node_id as node_id,
        dimension,
        sum(base) as base,
        sum(part) as part
    from totals
    where parent_node_id is not null
    group by
        counted,
        parent_node_id,
        dimension
),
parents as (
    select *
    from totals
    where not is_leaf
)
select
    coalesce(parents.counted, below.counted) as counted,
    coalesce(parents.node_id, below.node_id) as node_id,
    coalesce(parents.dimension, below.dimension) as dimension
from parents
full join below
    on below.counted = parents.counted
    and below.node_id = parents.node_id
    and below.dimension = parents.dimension
where
    parents.base is distinct from below.base
    or parents.part is distinct from below.part
