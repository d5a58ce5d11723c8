-- One row per rating with a mark off its own scale, or one whose state says otherwise
select
    survey_id,
    response_id,
    touchpoint_id
from fct_rating
where
    (state = 'valid') <> (score is not null)
    or score < scale_minimum
    or score > scale_maximum
    or scale_minimum >= scale_maximum
