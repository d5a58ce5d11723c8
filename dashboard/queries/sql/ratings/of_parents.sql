-- One row per month, touchpoint, scale, node with others below and member of the crossing dimension: ratings of one kind.
with cells as (
    select *
    from mart_rating_node
)

-- include counted_ratings
