-- One row per month, touchpoint, scale, node without others below and member of the crossing dimension: ratings of one kind.
with cells as (
    select *
    from mart_rating_month
)

-- include counted_ratings
