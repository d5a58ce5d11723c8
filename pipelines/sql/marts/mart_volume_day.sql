-- One row per survey × day on which anybody answered
select
    survey_id,
    responded_on,
    count(*) as responses
from fct_response
group by
    survey_id,
    responded_on
order by
    survey_id,
    responded_on
