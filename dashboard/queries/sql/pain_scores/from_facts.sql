-- One row per month and touchpoint, as pain_scores/by_month, but with any filters and any days.
with
-- include placed
-- include answered
told as (
    select
        answered.month,
        answered.unit_id,
        answered.member_id,
        answered.recommend,
        pain.touchpoint_id,
        pain.is_pain
    from answered
    inner join fct_pain as pain
        on pain.survey_id = answered.survey_id
        and pain.response_id = answered.response_id
    where
        answered.recommend_state = 'valid'
        and ($any_of_journey or pain.journey_id in $of_journeys)
)

select
    month,
    touchpoint_id,
    unit_id,
    member_id,
    count(*) filter (where is_pain and recommend >= 9)::bigint as hurt_promoters,
    count(*) filter (where is_pain and recommend between 7 and 8)::bigint as hurt_passives,
    count(*) filter (where is_pain and recommend <= 6)::bigint as hurt_detractors,
    count(*) filter (where not is_pain and recommend >= 9)::bigint as spared_promoters,
    count(*) filter (where not is_pain and recommend between 7 and 8)::bigint as spared_passives,
    count(*) filter (where not is_pain and recommend <= 6)::bigint as spared_detractors
from told
group by
    month,
    touchpoint_id,
    unit_id,
    member_id
order by
    month,
    touchpoint_id,
    unit_id,
    member_id
