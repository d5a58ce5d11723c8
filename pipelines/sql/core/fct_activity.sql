-- One row per product review or education event, at the placement its unit had on its first day
select
    stg_activity.activity_id,
    stg_activity.kind,
    stg_activity.name,
    stg_activity.name_en,
    stg_activity.started_on,
    stg_activity.finished_on,
    core_place.placement_id,
    stg_activity.line,
    stg_activity.findings,
    stg_activity.is_passed_first,
    stg_activity.is_passed_second,
    stg_activity.group_reached,
    stg_activity.form,
    stg_activity.campaign,
    stg_activity.campaign_en,
    stg_activity.reached,
    stg_activity.summary
from stg_activity
inner join core_place
    on core_place.given_unit_id = stg_activity.unit_id
    and stg_activity.started_on >= core_place.from_on
    and stg_activity.started_on < core_place.to_on
order by
    stg_activity.started_on,
    stg_activity.activity_id
