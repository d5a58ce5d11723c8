-- One row per response suspected to be a repeat: the same person gave the very same answers to the same survey minutes before
with rules as (
    select value as within_minutes
    from reg_rule
    where name = 'repeat_within_minutes'
),
followed as (
    select
        survey_id,
        response_id,
        responded_at,
        lag(response_id) over person as before_id,
        lag(responded_at) over person as before_at
    from stg_answering
    where respondent_key is not null
    window person as (partition by survey_id, respondent_key order by responded_at, response_id)
),
pairs as (
    select
        followed.survey_id,
        followed.response_id,
        followed.before_id
    from followed
    inner join rules
        on date_diff('second', followed.before_at, followed.responded_at) <= rules.within_minutes * 60
),
involved as (
    select
        survey_id,
        response_id
    from pairs
    union
    select
        survey_id,
        before_id
    from pairs
),
answers as (
    select
        survey_id,
        response_id,
        hash('response', unit_id, journey_id, touchpoint_id, recommend_state, recommend, verbatim) as part
    from stg_response
    semi join involved using (survey_id, response_id)
    union all
    select
        survey_id,
        response_id,
        hash('rating', touchpoint_id, kind, state, score) as part
    from stg_rating
    semi join involved using (survey_id, response_id)
    union all
    select
        survey_id,
        response_id,
        hash('choice', question, option_name, was_selected) as part
    from stg_choice
    semi join involved using (survey_id, response_id)
),
prints as (
    select
        survey_id,
        response_id,
        sum(part) as print
    from answers
    group by
        survey_id,
        response_id
)
select
    pairs.survey_id,
    pairs.response_id
from pairs
inner join prints as now
    on now.survey_id = pairs.survey_id
    and now.response_id = pairs.response_id
inner join prints as before
    on before.survey_id = pairs.survey_id
    and before.response_id = pairs.before_id
    and before.print = now.print
