-- One row per survey and journey whose pairs are not those of its passages
with passages as (
    select
        survey_id,
        journey_id,
        sum(used * (used - 1) / 2) as used_both,
        sum(pains * (pains - 1) / 2) as both_pains
    from (
        select
            survey_id,
            response_id,
            journey_id,
            count(*) as used,
            count(case when is_pain then 1 end) as pains
        from fct_pain
        group by
            survey_id,
            response_id,
            journey_id
    )
    group by
        survey_id,
        journey_id
),
pairs as (
    select
        survey_id,
        journey_id,
        sum(used_both) as used_both,
        sum(both_pains) as both_pains
    from mart_pain_pair
    group by
        survey_id,
        journey_id
)
select
    passages.survey_id,
    passages.journey_id
from passages
left join pairs
    on pairs.survey_id = passages.survey_id
    and pairs.journey_id = passages.journey_id
where
    coalesce(pairs.used_both, 0) <> passages.used_both
    or coalesce(pairs.both_pains, 0) <> passages.both_pains
