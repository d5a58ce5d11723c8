-- One row per month or week (its first day), node of some days only: how many answered, and what.
with cells as (
    select
        *,
        date_trunc($step, responded_on)::date as month,
        'all' as dimension,
        'all' as member_id
    from mart_response_day
    where
        responded_on >= $from_on
        and responded_on <= $to_on
)

-- include counted_responses
