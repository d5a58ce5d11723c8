-- One row per unit group, year, group of placement-quarters and two questions (their place in $rated, 0 the recommend
-- question): sums over the responses that answered both.
with
-- include placed
cells as (
    select
        mart.*,
        placed.unit_id,
        -- at most so many groups as can be drawn from quickly; fewer placement-quarters stay as they are
        (dense_rank() over (order by mart.placement_id, mart.quarter) - 1) % $most_groups as response_group
    from mart_driver_quarter as mart
    inner join placed on placed.placement_id = mart.placement_id
    where
        mart.survey_id = $survey
        and mart.kind = $kind
        and mart.journey_id = $of_journey
        and mart.quarter >= $first_day
        and mart.quarter <= $last_day
        and (mart.first_touchpoint_id = '' or mart.first_touchpoint_id in $rated)
        and (mart.second_touchpoint_id = '' or mart.second_touchpoint_id in $rated)
)

select
    unit_id,
    year(quarter)::integer as year,
    response_group::integer as response_group,
    coalesce(list_position($rated, first_touchpoint_id), 0)::integer as first_place,
    coalesce(list_position($rated, second_touchpoint_id), 0)::integer as second_place,
    sum(responses)::bigint as responses,
    sum(first_sum) as first_sum,
    sum(second_sum) as second_sum,
    sum(product_sum) as product_sum,
    sum(first_squared_sum) as first_squared_sum,
    sum(second_squared_sum) as second_squared_sum,
    sum(first_sum_at_pain) as first_sum_at_pain,
    sum(first_sum_at_top) as first_sum_at_top,
    sum(both_pain)::bigint as both_pain,
    sum(pain_and_top)::bigint as pain_and_top,
    sum(top_and_pain)::bigint as top_and_pain,
    sum(both_top)::bigint as both_top
from cells
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
