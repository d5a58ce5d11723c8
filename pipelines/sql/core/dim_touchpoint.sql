-- One row per touchpoint; 'overall', a survey's own question about the whole, belongs to no journey and comes first
with seen as (
    select 'overall' as touchpoint_id
    union
    select touchpoint_id from stg_touchpoint
    union
    select touchpoint_id from stg_response
    union
    select touchpoint_id from stg_rating
    union
    select touchpoint_id from stg_complaint
    union
    select touchpoint_id from stg_suggestion
    union
    select touchpoint_id from stg_contact
    union
    select touchpoint_id from stg_inspection
    union
    select touchpoint_id from stg_journey_event
)
select
    seen.touchpoint_id,
    case when seen.touchpoint_id <> 'overall' then nullif(stg_touchpoint.journey_id, '') end as journey_id,
    coalesce(stg_touchpoint.name, case when seen.touchpoint_id = 'overall' then '总体' else seen.touchpoint_id end)
        as name,
    coalesce(
        stg_touchpoint.name_en,
        case when seen.touchpoint_id = 'overall' then 'Overall' end,
        stg_touchpoint.name,
        seen.touchpoint_id
    ) as name_en,
    case
        when seen.touchpoint_id = 'overall' then 0
        else coalesce(
            stg_touchpoint.step_order,
            1000 + row_number() over (partition by stg_touchpoint.journey_id order by seen.touchpoint_id)
        )
    end::integer as step_order,
    coalesce(stg_touchpoint.stage, '') as stage,
    coalesce(stg_touchpoint.stage_en, stg_touchpoint.stage, '') as stage_en,
    coalesce(stg_touchpoint.channel, '') as channel,
    stg_touchpoint.is_front_stage
from seen
left join stg_touchpoint
    on stg_touchpoint.touchpoint_id = seen.touchpoint_id
where seen.touchpoint_id <> ''
order by
    journey_id nulls first,
    step_order
