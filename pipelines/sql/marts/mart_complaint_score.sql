-- One row per survey × month × placement × whether the person had complained within the year before; of people with a key
with complained as (
    select
        respondent_key,
        received_on
    from fct_complaint
    where respondent_key is not null
),
-- who answered in the first year of the records may have complained before there were any
known as (
    select min(received_on) + 365 as from_on
    from complained
),
answered as (
    select
        fct_response.survey_id,
        fct_response.response_id,
        fct_response.month,
        fct_response.placement_id,
        fct_response.recommend,
        fct_response.responded_on,
        stg_answering.respondent_key
    from fct_response
    inner join stg_answering
        on stg_answering.survey_id = fct_response.survey_id
        and stg_answering.response_id = fct_response.response_id
    cross join known
    where
        fct_response.recommend_state = 'valid'
        and stg_answering.respondent_key is not null
        and fct_response.responded_on >= known.from_on
),
heard as (
    select distinct
        answered.survey_id,
        answered.response_id
    from answered
    inner join complained
        on complained.respondent_key = answered.respondent_key
        and complained.received_on <= answered.responded_on
        and complained.received_on >= answered.responded_on - 365
)
select
    answered.survey_id,
    answered.month,
    answered.placement_id,
    heard.response_id is not null as has_complained,
    sum(case when answered.recommend >= 9 then 1 else 0 end)::bigint as promoters,
    sum(case when answered.recommend in (7, 8) then 1 else 0 end)::bigint as passives,
    sum(case when answered.recommend <= 6 then 1 else 0 end)::bigint as detractors
from answered
left join heard
    on heard.survey_id = answered.survey_id
    and heard.response_id = answered.response_id
group by
    1,
    2,
    3,
    4
order by
    1,
    2,
    3,
    4
