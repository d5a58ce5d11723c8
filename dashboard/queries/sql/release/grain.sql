-- One row per node, span, touchpoint and scale of one question, for all answers and for the crossing dimension: the
-- shortest steps, in months, in which the node is shown by itself; 0 where in none.
select
    node_id,
    dimension,
    span_on,
    touchpoint_id,
    scale_minimum,
    scale_maximum,
    step_months
from mart_grain
where
    survey_id = $survey
    and kind = $kind
    and dimension in ('all', $crossing)
    and node_id in $nodes
    and ($any_rated or touchpoint_id in $rated)
order by all
