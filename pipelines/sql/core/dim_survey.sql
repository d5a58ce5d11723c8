-- One row per survey; has_recommend says whether it asked the 0–10 question at all
with counted as (
    select
        survey_id,
        min(month) as first_month,
        max(month) as last_month,
        count(*) as responses,
        count(*) filter (where recommend_state = 'valid') as recommend_responses,
        bool_or(recommend_state <> 'not_asked') as has_recommend,
        bool_or(weight is not null) as has_weight
    from fct_response
    group by survey_id
),
left_out as (
    select
        survey_id,
        count(*) as responses
    from core_left_out
    group by survey_id
)
select
    coalesce(stg_survey.survey_id, counted.survey_id) as survey_id,
    coalesce(stg_survey.name, counted.survey_id) as name,
    coalesce(stg_survey.name_en, stg_survey.name, counted.survey_id) as name_en,
    coalesce(stg_survey.has_recommend, counted.has_recommend, false) as has_recommend,
    coalesce(stg_survey.has_weight, counted.has_weight, false) as has_weight,
    counted.first_month,
    counted.last_month,
    coalesce(counted.responses, 0) as responses,
    coalesce(counted.recommend_responses, 0) as recommend_responses,
    stg_survey.one_per_person_days,
    coalesce(left_out.responses, 0) as left_out_responses
from stg_survey
full join counted
    on counted.survey_id = stg_survey.survey_id
left join left_out
    on left_out.survey_id = stg_survey.survey_id
order by
    counted.responses desc nulls last,
    coalesce(stg_survey.survey_id, counted.survey_id)
