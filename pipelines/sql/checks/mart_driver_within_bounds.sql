-- One row per row of mart_driver_quarter whose parts exceed their whole
select
    survey_id,
    kind,
    quarter,
    placement_id,
    journey_id,
    first_touchpoint_id,
    second_touchpoint_id
from mart_driver_quarter
where pain_and_top + top_and_pain + both_pain + both_top > responses
