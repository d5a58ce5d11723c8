-- One row per question that is answered and protected: recommend, and each touchpoint × kind × scale of ratings of a survey
with asked as (
    select distinct
        survey_id,
        'recommend' as kind,
        '' as touchpoint_id,
        0.0::double as scale_minimum,
        10.0::double as scale_maximum
    from mart_response_month
    where
        dimension = 'all'
        and recommend_responses > 0
    union all
    select distinct
        survey_id,
        kind,
        touchpoint_id,
        scale_minimum,
        scale_maximum
    from mart_rating_month
    where
        dimension = 'all'
        and ratings > 0
)
select
    *,
    (row_number() over (order by survey_id, kind, touchpoint_id, scale_minimum, scale_maximum))::integer as question_id
from asked
