-- One row per response that rated at least so many touchpoints as the register says: whether all its ratings were the same
with rules as (
    select value as least_touchpoints
    from reg_rule
    where name = 'straight_least_touchpoints'
),
rated as (
    select
        survey_id,
        response_id,
        count(distinct touchpoint_id) as touchpoints,
        min(score) = max(score)
            and min(scale_minimum) = max(scale_minimum)
            and min(scale_maximum) = max(scale_maximum) as is_straight,
        min(score) = max(scale_maximum) as is_at_top
    from fct_rating
    where state = 'valid'
    group by
        survey_id,
        response_id
)
select
    rated.survey_id,
    rated.response_id,
    rated.is_straight,
    rated.is_straight and rated.is_at_top as is_straight_at_top
from rated
inner join rules
    on rated.touchpoints >= rules.least_touchpoints
