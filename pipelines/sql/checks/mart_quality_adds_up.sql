-- One row per survey × month × placement whose quality counts do not add up to the facts, or whose parts exceed their whole
with facts as (
    select
        survey_id,
        month,
        placement_id,
        count(*) as responses,
        sum(case when is_partial then 1 else 0 end) as partial_responses
    from fct_response
    group by
        survey_id,
        month,
        placement_id
)
select
    coalesce(facts.survey_id, mart.survey_id) as survey_id,
    coalesce(facts.month, mart.month) as month,
    coalesce(facts.placement_id, mart.placement_id) as placement_id
from facts
full join mart_quality_month as mart
    on mart.survey_id = facts.survey_id
    and mart.month = facts.month
    and mart.placement_id = facts.placement_id
where
    facts.responses is distinct from mart.responses
    or facts.partial_responses is distinct from mart.partial_responses
    or mart.timed_responses > mart.responses
    or mart.quick_responses + mart.slow_responses > mart.timed_responses
    or mart.rated_responses > mart.responses
    or mart.suspected_repeat_responses > mart.responses
    or mart.straight_responses > mart.rated_responses
    or mart.straight_top_responses > mart.straight_responses
