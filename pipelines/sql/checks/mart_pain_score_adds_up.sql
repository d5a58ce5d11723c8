-- One row per survey whose recommending passages by touchpoint are not those of its facts
with facts as (
    select
        fct_pain.survey_id,
        count(*) as rated
    from fct_pain
    inner join fct_response
        on fct_response.survey_id = fct_pain.survey_id
        and fct_response.response_id = fct_pain.response_id
    where fct_response.recommend_state = 'valid'
    group by fct_pain.survey_id
),
marts as (
    select
        survey_id,
        sum(
            hurt_promoters + hurt_passives + hurt_detractors + spared_promoters + spared_passives + spared_detractors
        ) as rated
    from mart_pain_score
    group by survey_id
)
select
    facts.survey_id
from facts
left join marts
    on marts.survey_id = facts.survey_id
where coalesce(marts.rated, 0) <> facts.rated
