-- One row per row of mart_rating_month whose parts exceed their whole
select
    survey_id,
    month,
    placement_id,
    touchpoint_id,
    kind,
    dimension,
    member_id
from mart_rating_month
where top_box + pain_box > ratings
