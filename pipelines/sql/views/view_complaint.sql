-- One row per unit × month of receipt, with all that stands below the unit: complaints, and customers to divide by
with complained as (
    select
        bridge.ancestor_id as unit_id,
        mart.month,
        sum(mart.complaints)::bigint as complaints,
        sum(mart.merged_complaints)::bigint as merged_complaints,
        sum(mart.valid_complaints)::bigint as valid_complaints
    from mart_complaint_month as mart
    inner join bridge_placement_ancestor as bridge
        on bridge.placement_id = mart.placement_id
    where mart.dimension = 'all'
    group by
        bridge.ancestor_id,
        mart.month
),
exposed as (
    select
        bridge.ancestor_id as unit_id,
        mart.month,
        sum(mart.customers)::bigint as customers,
        sum(mart.transactions)::bigint as transactions
    from mart_exposure_month as mart
    inner join bridge_placement_ancestor as bridge
        on bridge.placement_id = mart.placement_id
    group by
        bridge.ancestor_id,
        mart.month
)
select
    coalesce(complained.unit_id, exposed.unit_id) as unit_id,
    coalesce(complained.month, exposed.month) as month,
    coalesce(complained.complaints, 0) as complaints,
    coalesce(complained.merged_complaints, 0) as merged_complaints,
    coalesce(complained.valid_complaints, 0) as valid_complaints,
    exposed.customers,
    exposed.transactions,
    10000.0 * coalesce(complained.complaints, 0) / nullif(exposed.customers, 0) as complaints_per_10k
from complained
full join exposed
    on exposed.unit_id = complained.unit_id
    and exposed.month = complained.month
