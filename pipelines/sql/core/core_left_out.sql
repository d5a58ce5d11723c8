-- One row per response that is not counted: its survey counts one answer per person in so many days, and this person answered again
with answered as (
    select
        raw_survey_responses.survey_id,
        raw_survey_responses.response_id,
        raw_survey_responses.responded_at::date as responded_on,
        lead(raw_survey_responses.responded_at::date) over (
            partition by raw_survey_responses.survey_id, raw_survey_responses.respondent_key
            order by raw_survey_responses.responded_at, raw_survey_responses.response_id
        ) as next_on,
        raw_surveys.one_per_person_days
    from raw_survey_responses
    inner join raw_surveys
        on raw_surveys.survey_id = raw_survey_responses.survey_id
    where
        raw_surveys.one_per_person_days is not null
        and raw_survey_responses.respondent_key is not null
)
select
    survey_id,
    response_id
from answered
where date_diff('day', responded_on, next_on) < one_per_person_days
