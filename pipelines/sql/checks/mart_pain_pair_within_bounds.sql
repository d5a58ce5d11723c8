-- One row per row of mart_pain_pair with more pains than passages
select
    survey_id,
    month,
    placement_id,
    journey_id,
    first_touchpoint_id,
    second_touchpoint_id
from mart_pain_pair
where
    both_pains > least(first_pains, second_pains)
    or first_pains + second_pains - both_pains > used_both
