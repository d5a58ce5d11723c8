-- One row per survey, kind and journey whose sums over two questions are not those of its responses
with rated as (
    select
        fct_rating.survey_id,
        fct_rating.response_id,
        fct_rating.kind,
        coalesce(dim_touchpoint.journey_id, '') as journey_id,
        any_value(fct_response.recommend)::double as recommend,
        count(*) as questions,
        sum(fct_rating.score)::double as scores,
        sum(fct_rating.score * fct_rating.score)::double as squared_scores,
        count(case when fct_rating.is_pain then 1 end) as pains,
        count(case when fct_rating.is_top then 1 end) as tops
    from fct_rating
    inner join fct_response
        on fct_response.survey_id = fct_rating.survey_id
        and fct_response.response_id = fct_rating.response_id
    inner join dim_scale
        on dim_scale.survey_id = fct_rating.survey_id
        and dim_scale.touchpoint_id = fct_rating.touchpoint_id
        and dim_scale.kind = fct_rating.kind
        and dim_scale.scale_minimum = fct_rating.scale_minimum
        and dim_scale.scale_maximum = fct_rating.scale_maximum
    inner join dim_touchpoint
        on dim_touchpoint.touchpoint_id = fct_rating.touchpoint_id
    where
        fct_rating.state = 'valid'
        and fct_response.recommend_state = 'valid'
        and fct_rating.touchpoint_id <> 'overall'
    group by
        fct_rating.survey_id,
        fct_rating.response_id,
        fct_rating.kind,
        coalesce(dim_touchpoint.journey_id, '')
),
facts as (
    select
        survey_id,
        kind,
        journey_id,
        count(*) as responses,
        sum(questions * (questions + 3) / 2) as pairs,
        sum(recommend * recommend + recommend * scores + (scores * scores + squared_scores) / 2) as products,
        sum(recommend * pains) as sum_at_pain,
        sum(recommend * tops) as sum_at_top,
        sum(pains * (pains + 1) / 2) as both_pain,
        sum(tops * (tops + 1) / 2) as both_top
    from rated
    group by
        survey_id,
        kind,
        journey_id
),
mart as (
    select
        survey_id,
        kind,
        journey_id,
        sum(case when second_touchpoint_id = '' then responses end) as responses,
        sum(case when second_touchpoint_id <> '' then responses end) as pairs,
        sum(product_sum) as products,
        sum(case when first_touchpoint_id = '' then first_sum_at_pain end) as sum_at_pain,
        sum(case when first_touchpoint_id = '' then first_sum_at_top end) as sum_at_top,
        sum(both_pain) as both_pain,
        sum(both_top) as both_top
    from mart_driver_quarter
    group by
        survey_id,
        kind,
        journey_id
)
select
    coalesce(facts.survey_id, mart.survey_id) as survey_id,
    coalesce(facts.kind, mart.kind) as kind,
    coalesce(facts.journey_id, mart.journey_id) as journey_id
from facts
full join mart
    on mart.survey_id = facts.survey_id
    and mart.kind = facts.kind
    and mart.journey_id = facts.journey_id
where
    facts.responses is distinct from mart.responses
    or facts.pairs is distinct from mart.pairs
    or facts.both_pain is distinct from mart.both_pain
    or facts.both_top is distinct from mart.both_top
    -- sums of decimals differ in their last digits by the order in which they are added
    or abs(facts.products - mart.products) > 0.000000001 * facts.products
    or abs(facts.sum_at_pain - mart.sum_at_pain) > 0.000000001 * facts.products
    or abs(facts.sum_at_top - mart.sum_at_top) > 0.000000001 * facts.products
