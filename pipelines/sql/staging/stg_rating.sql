-- One row per response × touchpoint × kind of rating, with the scale it was given on
select
    survey_id,
    response_id,
    touchpoint_id,
    kind,
    case when state = 'valid' then score end as score,
    state,
    scale_minimum,
    scale_maximum
from raw_ratings
