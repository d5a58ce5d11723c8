-- One row per survey × day × node × touchpoint × kind × scale that has ratings: counts of them, by state
with counted as (
    select
        fct_response.survey_id,
        fct_response.responded_on,
        fct_response.placement_id,
        fct_rating.touchpoint_id,
        fct_rating.kind,
        fct_rating.scale_minimum,
        fct_rating.scale_maximum,
        count(case when fct_rating.state = 'valid' then 1 end) as ratings,
        count(case when fct_rating.is_top then 1 end) as top_box,
        count(case when fct_rating.is_pain then 1 end) as pain_box,
        count(case when fct_rating.state = 'not_used' then 1 end) as not_used,
        count(case when fct_rating.state = 'off_scale' then 1 end) as off_scale,
        count(case when fct_rating.state = 'blank' then 1 end) as blank
    from fct_rating
    inner join fct_response
        on fct_response.survey_id = fct_rating.survey_id
        and fct_response.response_id = fct_rating.response_id
    group by
        fct_response.survey_id,
        fct_response.responded_on,
        fct_response.placement_id,
        fct_rating.touchpoint_id,
        fct_rating.kind,
        fct_rating.scale_minimum,
        fct_rating.scale_maximum
)
select
    bridge.node_id,
    counted.survey_id,
    counted.responded_on,
    counted.touchpoint_id,
    counted.kind,
    counted.scale_minimum,
    counted.scale_maximum,
    sum(counted.ratings)::bigint as ratings,
    sum(counted.top_box)::bigint as top_box,
    sum(counted.pain_box)::bigint as pain_box,
    sum(counted.not_used)::bigint as not_used,
    sum(counted.off_scale)::bigint as off_scale,
    sum(counted.blank)::bigint as blank
from counted
inner join bridge_placement_node as bridge
    on bridge.placement_id = counted.placement_id
group by
    bridge.node_id,
    counted.survey_id,
    counted.responded_on,
    counted.touchpoint_id,
    counted.kind,
    counted.scale_minimum,
    counted.scale_maximum
order by
    bridge.node_id,
    counted.survey_id,
    counted.responded_on,
    counted.touchpoint_id,
    counted.kind,
    counted.scale_minimum,
    counted.scale_maximum
