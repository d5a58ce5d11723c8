-- One row per survey of mart_complaint_score that holds more answers than people known by a key gave
with told as (
    select
        survey_id,
        sum(promoters + passives + detractors) as found
    from mart_complaint_score
    group by survey_id
),
given as (
    select
        survey_id,
        count(*) as answers
    from stg_answering
    where
        respondent_key is not null
        and recommend_state = 'valid'
    group by survey_id
)
select
    told.survey_id,
    told.found
from told
left join given
    on given.survey_id = told.survey_id
where
    given.answers is null
    or told.found > given.answers
