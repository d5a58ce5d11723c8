-- One row per month, touchpoint, scale, unit group and member, as ratings/by_month, but with any filters and any days.
with
-- include placed
-- include answered
cells as (
    select
        answered.month,
        answered.unit_id,
        answered.member_id,
        fact.touchpoint_id,
        fact.scale_minimum,
        fact.scale_maximum,
        fact.state,
        fact.is_top,
        fact.is_pain
    from answered
    inner join fct_rating as fact
        on
            fact.survey_id = answered.survey_id
            and fact.response_id = answered.response_id
    where
        fact.survey_id = $survey
        and fact.kind = $kind
        and ($any_rated or fact.touchpoint_id in $rated)
)

select
    month,
    touchpoint_id,
    scale_minimum,
    scale_maximum,
    unit_id,
    member_id,
    count(*) filter (where state = 'valid')::bigint as ratings,
    count(*) filter (where state = 'valid' and is_top)::bigint as top_box,
    count(*) filter (where state = 'valid' and is_pain)::bigint as pain_box,
    count(*) filter (where state = 'not_used')::bigint as not_used,
    count(*) filter (where state = 'off_scale')::bigint as off_scale,
    count(*) filter (where state = 'blank')::bigint as blank
from cells
group by
    month,
    touchpoint_id,
    scale_minimum,
    scale_maximum,
    unit_id,
    member_id
order by
    month,
    touchpoint_id,
    scale_minimum,
    scale_maximum,
    unit_id,
    member_id
