-- One row per unit group, year, group of responses and two questions, as drivers/by_quarter, with any filters and days.
with
-- include placed
-- include answered
told as (
    select
        response_id,
        unit_id,
        month,
        recommend::double as recommend,
        -- which responses stand together is chance, and the same each time
        hash(response_id) % $most_groups as response_group
    from answered
    where recommend_state = 'valid'
),
rated as (
    select
        told.*,
        fact.touchpoint_id,
        fact.score::double as score,
        fact.is_pain,
        fact.is_top
    from told
    inner join fct_rating as fact
        on
            fact.survey_id = $survey
            and fact.response_id = told.response_id
    inner join dim_scale as scale
        on
            scale.survey_id = fact.survey_id
            and scale.touchpoint_id = fact.touchpoint_id
            and scale.kind = fact.kind
            and scale.scale_minimum = fact.scale_minimum
            and scale.scale_maximum = fact.scale_maximum
    inner join dim_touchpoint as touchpoint on touchpoint.touchpoint_id = fact.touchpoint_id
    where
        fact.kind = $kind
        and fact.state = 'valid'
        and fact.touchpoint_id <> 'overall'
        and coalesce(touchpoint.journey_id, '') = $of_journey
),
entries as (
    select
        response_id,
        unit_id,
        month,
        response_group,
        list_position($rated, touchpoint_id)::integer as place,
        score,
        is_pain,
        is_top
    from rated
    where touchpoint_id in $rated
    union all
    select
        response_id,
        unit_id,
        any_value(month) as month,
        any_value(response_group) as response_group,
        0 as place,
        any_value(recommend) as score,
        false as is_pain,
        false as is_top
    from rated
    group by
        response_id,
        unit_id
)

select
    one.unit_id,
    year(one.month)::integer as year,
    one.response_group::integer as response_group,
    one.place as first_place,
    other.place as second_place,
    count(*)::bigint as responses,
    sum(one.score) as first_sum,
    sum(other.score) as second_sum,
    sum(one.score * other.score) as product_sum,
    sum(one.score * one.score) as first_squared_sum,
    sum(other.score * other.score) as second_squared_sum,
    coalesce(sum(one.score) filter (where other.is_pain), 0.0) as first_sum_at_pain,
    coalesce(sum(one.score) filter (where other.is_top), 0.0) as first_sum_at_top,
    count(*) filter (where one.is_pain and other.is_pain)::bigint as both_pain,
    count(*) filter (where one.is_pain and other.is_top)::bigint as pain_and_top,
    count(*) filter (where one.is_top and other.is_pain)::bigint as top_and_pain,
    count(*) filter (where one.is_top and other.is_top)::bigint as both_top
from entries as one
inner join entries as other
    on
        other.response_id = one.response_id
        and other.unit_id = one.unit_id
        and other.place >= one.place
group by
    1,
    2,
    3,
    4,
    5
order by
    1,
    2,
    3,
    4,
    5
