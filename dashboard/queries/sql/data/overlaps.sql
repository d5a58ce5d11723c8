-- One row per pair of surveys that seem to hold the same responses.
select
    survey_id,
    other_survey_id,
    alike_responses,
    alike_by_chance,
    same_person_responses,
    responses_of_smaller,
    first_on,
    last_on
from survey_overlap
order by
    alike_responses desc,
    survey_id,
    other_survey_id
