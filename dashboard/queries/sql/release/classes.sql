-- One row per span, touchpoint, scale and member of the crossing dimension: whether it is shown by itself or among others.
select
    span_on,
    touchpoint_id,
    scale_minimum,
    scale_maximum,
    member_id,
    is_own
from mart_class
where
    survey_id = $survey
    and kind = $kind
    and dimension = $crossing
    and ($any_rated or touchpoint_id in $rated)
order by all
