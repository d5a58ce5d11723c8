-- One row per journey; one that records name but nobody described is called by its id
with seen as (
    select journey_id from stg_journey
    union
    select journey_id from stg_touchpoint
    union
    select journey_id from stg_response
    union
    select journey_id from stg_complaint
    union
    select journey_id from stg_suggestion
    union
    select journey_id from stg_contact
    union
    select journey_id from stg_journey_event
)
select
    seen.journey_id,
    coalesce(stg_journey.name, seen.journey_id) as name,
    coalesce(stg_journey.name_en, stg_journey.name, seen.journey_id) as name_en,
    (row_number() over (order by stg_journey.sort_order nulls last, seen.journey_id))::integer as sort_order
from seen
left join stg_journey
    on stg_journey.journey_id = seen.journey_id
where seen.journey_id <> ''
order by sort_order
