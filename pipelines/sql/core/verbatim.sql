-- One row per response that left words; the text was masked before it was stored
select
    survey_id,
    response_id,
    verbatim as text
from stg_response
where verbatim <> ''
order by
    survey_id,
    response_id
