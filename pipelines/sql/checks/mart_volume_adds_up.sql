-- One row per survey whose days do not add up to its responses
with facts as (
    select
        survey_id,
        count(*) as responses
    from fct_response
    group by survey_id
),
days as (
    select
        survey_id,
        sum(responses) as responses
    from mart_volume_day
    group by survey_id
)
select coalesce(facts.survey_id, days.survey_id) as survey_id
from facts
full join days
    on days.survey_id = facts.survey_id
where facts.responses is distinct from days.responses
