-- One row per month, touchpoint, kind, scale, node without others below and member of the crossing dimension: ratings with their sums, over all surveys.
with cells as (
    select *
    from mart_rating_month
)

-- include counted_marks
