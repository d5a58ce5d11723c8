-- One row per survey × journey with known answering times: the usual time. Journeys have questionnaires of different length
select
    survey_id,
    journey_id,
    count(*) as timed_responses,
    median(duration_seconds)::double as usual_seconds
from stg_answering
where duration_seconds is not null
group by
    survey_id,
    journey_id
