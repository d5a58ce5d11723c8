-- One row per unit id that records may carry × placement; an id that no unit has (or none at all) belongs to the root
with seen as (
    select unit_id from stg_response
    union
    select unit_id from stg_invitation
    union
    select unit_id from stg_complaint
    union
    select unit_id from stg_exposure
    union
    select unit_id from stg_suggestion
    union
    select unit_id from stg_contact
    union
    select from_unit_id from stg_complaint_event where from_unit_id is not null
    union
    select to_unit_id from stg_complaint_event where to_unit_id is not null
    union
    select unit_id from stg_complaint_count
    union
    select unit_id from stg_inspection
    union
    select unit_id from stg_activity
    union
    select unit_id from stg_journey_event
),
strangers as (
    select
        seen.unit_id
    from seen
    left join core_placement
        on core_placement.unit_id = seen.unit_id
    where core_placement.unit_id is null
),
root as (
    select
        *
    from core_placement
    where unit_id in (select unit_id from core_unit_stay where parent_id is null)
)
select
    unit_id as given_unit_id,
    placement_id,
    from_on,
    to_on
from core_placement
union all
select
    strangers.unit_id as given_unit_id,
    root.placement_id,
    root.from_on,
    root.to_on
from strangers
cross join root
