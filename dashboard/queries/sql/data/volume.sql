-- One row per day on which anybody answered this survey.
select
    responded_on,
    responses
from mart_volume_day
where survey_id = $survey
order by responded_on
