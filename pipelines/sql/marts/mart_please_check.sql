-- One row per finding that a person should look at: a day with far more answers than its unit's days usually have, or a
-- run of answers that are all 10. It accuses nobody: a campaign, a batch sent late or chance may be behind it.
with rules as (
    select
        max(case when name = 'check_least_responses' then value end) as least_responses,
        max(case when name = 'burst_above_sigmas' then value end) as burst_sigmas,
        max(case when name = 'burst_least_days' then value end) as least_days,
        max(case when name = 'run_expected_below' then value end) as expected_below
    from reg_rule
),
days as (
    select
        survey_id,
        placement_id,
        responded_on,
        count(*) as responses
    from fct_response
    group by
        survey_id,
        placement_id,
        responded_on
),
-- 2√x of a count has a scatter of about 1 whatever its size (Anscombe 1948); days without answers count as 0
usual as (
    select
        survey_id,
        placement_id,
        sum(responses) as responses,
        date_diff('day', min(responded_on), max(responded_on)) + 1 as span_days,
        sum(2 * sqrt(responses)) as roots,
        sum(4 * responses) as squared_roots
    from days
    group by
        survey_id,
        placement_id
),
scatter as (
    select
        survey_id,
        placement_id,
        span_days,
        responses / span_days as usual_responses,
        roots / span_days as middle,
        greatest(1.0, sqrt(greatest(0.0, squared_roots / span_days - (roots / span_days) ^ 2))) as sigma
    from usual
),
bursts as (
    select
        'burst' as kind,
        days.survey_id,
        days.placement_id,
        days.responded_on as from_on,
        days.responded_on as to_on,
        days.responses,
        scatter.usual_responses::double as usual_responses,
        days.responses as around_responses
    from days
    cross join rules
    inner join scatter
        on scatter.survey_id = days.survey_id
        and scatter.placement_id = days.placement_id
    where
        days.responses >= rules.least_responses
        and scatter.span_days >= rules.least_days
        and 2 * sqrt(days.responses) > scatter.middle + rules.burst_sigmas * scatter.sigma
),
answers as (
    select
        fct_response.survey_id,
        fct_response.placement_id,
        fct_response.responded_on,
        fct_response.month,
        fct_response.recommend = 10 as is_ten,
        row_number() over (
            partition by fct_response.survey_id, fct_response.placement_id
            order by stg_answering.responded_at, fct_response.response_id
        ) as place,
        row_number() over (
            partition by fct_response.survey_id, fct_response.placement_id, fct_response.recommend = 10
            order by stg_answering.responded_at, fct_response.response_id
        ) as place_among_equals
    from fct_response
    inner join stg_answering
        on stg_answering.survey_id = fct_response.survey_id
        and stg_answering.response_id = fct_response.response_id
    where fct_response.recommend_state = 'valid'
),
of_survey as (
    select
        survey_id,
        count(*) as answers,
        avg(case when is_ten then 1.0 else 0.0 end) as ten_share
    from answers
    group by survey_id
),
of_placement as (
    select
        survey_id,
        placement_id,
        count(*) as answers,
        sum(case when is_ten then 1 else 0 end) as tens
    from answers
    group by
        survey_id,
        placement_id
),
of_month as (
    select
        survey_id,
        placement_id,
        month,
        count(*) as answers
    from answers
    group by
        survey_id,
        placement_id,
        month
),
runs as (
    select
        survey_id,
        placement_id,
        min(responded_on) as from_on,
        max(responded_on) as to_on,
        min(month) as first_month,
        max(month) as last_month,
        count(*) as responses
    from answers
    where is_ten
    group by
        survey_id,
        placement_id,
        place - place_among_equals
),
-- how many such runs chance would give in the whole survey: places where one may begin × share of tens ^ length. The
-- share is the unit's own without the run, drawn to the survey's as if by 20 answers, so that a small unit decides little
improbable as (
    select
        runs.*
    from runs
    cross join rules
    inner join of_survey
        on of_survey.survey_id = runs.survey_id
    inner join of_placement
        on of_placement.survey_id = runs.survey_id
        and of_placement.placement_id = runs.placement_id
    where
        runs.responses >= rules.least_responses
        and ln(of_survey.answers) + runs.responses * ln(
            (of_placement.tens - runs.responses + 20 * of_survey.ten_share)
            / (of_placement.answers - runs.responses + 20)
        ) < ln(rules.expected_below)
),
tens as (
    select
        'all_tens' as kind,
        improbable.survey_id,
        improbable.placement_id,
        improbable.from_on,
        improbable.to_on,
        improbable.responses,
        null::double as usual_responses,
        sum(of_month.answers)::bigint as around_responses
    from improbable
    inner join of_month
        on of_month.survey_id = improbable.survey_id
        and of_month.placement_id = improbable.placement_id
        and of_month.month between improbable.first_month and improbable.last_month
    group by
        improbable.survey_id,
        improbable.placement_id,
        improbable.from_on,
        improbable.to_on,
        improbable.responses
)
select * from bursts
union all
select * from tens
order by
    from_on desc,
    kind,
    survey_id,
    placement_id
