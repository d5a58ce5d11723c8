-- One row per mart × node × dimension that is not the sum of what stands directly below it
with totals as (
    select
        'responses' as counted,
        node_id,
        dimension,
        sum(responses) as first_count,
        sum(recommend_responses) as second_count
    from mart_response_node
    group by
        node_id,
        dimension
    union all
    select
        'responses' as counted,
        node_id,
        dimension,
        sum(responses) as first_count,
        sum(recommend_responses) as second_count
    from mart_response_month
    group by
        node_id,
        dimension
    union all
    select
        'ratings' as counted,
        node_id,
        dimension,
        sum(ratings) as first_count,
        sum(top_box) as second_count
    from mart_rating_node
    group by
        node_id,
        dimension
    union all
    select
        'ratings' as counted,
        node_id,
        dimension,
        sum(ratings) as first_count,
        sum(top_box) as second_count
    from mart_rating_month
    group by
        node_id,
        dimension
),
below as (
    select
        totals.counted,
        dim_node.parent_node_id as node_id,
        totals.dimension,
        sum(totals.first_count) as first_count,
        sum(totals.second_count) as second_count
    from totals
    inner join dim_node
        on dim_node.node_id = totals.node_id
    where dim_node.parent_node_id is not null
    group by
        totals.counted,
        dim_node.parent_node_id,
        totals.dimension
),
parents as (
    select totals.*
    from totals
    inner join dim_node
        on dim_node.node_id = totals.node_id
    where not dim_node.is_leaf
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
    parents.first_count is distinct from below.first_count
    or parents.second_count is distinct from below.second_count
