-- One row per month, node without others below and member of the crossing dimension: how many answered, and what.
with cells as (
    select *
    from mart_response_month
)

-- include counted_responses
