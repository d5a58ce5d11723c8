-- One row per survey × dimension whose ratings do not add up to the facts
with facts as (
    select
        survey_id,
        sum(case when state = 'valid' then 1 else 0 end) as ratings,
        sum(case when is_top then 1 else 0 end) as top_box,
        sum(case when state = 'not_used' then 1 else 0 end) as not_used,
        sum(case when state = 'off_scale' then 1 else 0 end) as off_scale,
        sum(case when state = 'blank' then 1 else 0 end) as blank
    from fct_rating
    group by survey_id
),
members as (
    select
        survey_id,
        dimension,
        sum(ratings) as ratings,
        sum(top_box) as top_box,
        sum(not_used) as not_used,
        sum(off_scale) as off_scale,
        sum(blank) as blank
    from mart_rating_month
    group by
        survey_id,
        dimension
)
select
    coalesce(facts.survey_id, members.survey_id) as survey_id,
    members.dimension
from facts
full join members
    on members.survey_id = facts.survey_id
where
    facts.ratings is distinct from members.ratings
    or facts.top_box is distinct from members.top_box
    or facts.not_used is distinct from members.not_used
    or facts.off_scale is distinct from members.off_scale
    or facts.blank is distinct from members.blank
