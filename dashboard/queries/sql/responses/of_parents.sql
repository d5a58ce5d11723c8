-- One row per month, node with others below and member of the crossing dimension: how many answered, and what.
with cells as (
    select *
    from mart_response_node
)

-- include counted_responses
