-- One row per finding in a unit that may be named here and lies in those looked at, the newest first.
with
-- include placed
found as (
    select
        mart.kind,
        mart.survey_id,
        placement.unit_id,
        mart.from_on,
        mart.to_on,
        mart.responses,
        mart.usual_responses,
        mart.around_responses
    from mart_please_check as mart
    inner join placed on placed.placement_id = mart.placement_id
    inner join dim_placement as placement on placement.placement_id = mart.placement_id
    where
        mart.to_on >= $first_day
        and mart.from_on <= $last_day
        and ($sees_all or placement.unit_id in $visible)
)

select *
from found
order by
    from_on desc,
    responses desc,
    kind,
    unit_id
