-- One row per survey × touchpoint × kind that was ever rated: the scale that most of its ratings were given on
with counted as (
    select
        survey_id,
        touchpoint_id,
        kind,
        scale_minimum,
        scale_maximum,
        count(*) as ratings
    from fct_rating
    where state = 'valid'
    group by
        survey_id,
        touchpoint_id,
        kind,
        scale_minimum,
        scale_maximum
),
ranked as (
    select
        *,
        sum(ratings) over (partition by survey_id, touchpoint_id, kind) as all_ratings,
        row_number() over (
            partition by survey_id, touchpoint_id, kind
            order by ratings desc, scale_maximum, scale_minimum
        ) as place
    from counted
)
select
    survey_id,
    touchpoint_id,
    kind,
    scale_minimum,
    scale_maximum,
    (all_ratings - ratings)::bigint as ratings_on_others
from ranked
where place = 1
order by
    survey_id,
    touchpoint_id,
    kind
