-- One row per response that the facts have lost or doubled
select
    stg_response.survey_id,
    stg_response.response_id,
    count(fct_response.response_id) as found
from stg_response
left join fct_response
    on fct_response.survey_id = stg_response.survey_id
    and fct_response.response_id = stg_response.response_id
group by
    stg_response.survey_id,
    stg_response.response_id
having count(fct_response.response_id) <> 1
