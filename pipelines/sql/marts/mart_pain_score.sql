-- One row per survey × month × placement × touchpoint of a journey: how those with and without a pain there recommend
select
    fct_response.survey_id,
    fct_response.month,
    fct_response.placement_id,
    fct_pain.journey_id,
    fct_pain.touchpoint_id,
    count(case when fct_pain.is_pain and fct_response.recommend >= 9 then 1 end)::bigint as hurt_promoters,
    count(case when fct_pain.is_pain and fct_response.recommend between 7 and 8 then 1 end)::bigint as hurt_passives,
    count(case when fct_pain.is_pain and fct_response.recommend <= 6 then 1 end)::bigint as hurt_detractors,
    count(case when not fct_pain.is_pain and fct_response.recommend >= 9 then 1 end)::bigint as spared_promoters,
    count(case when not fct_pain.is_pain and fct_response.recommend between 7 and 8 then 1 end)::bigint
        as spared_passives,
    count(case when not fct_pain.is_pain and fct_response.recommend <= 6 then 1 end)::bigint as spared_detractors
from fct_pain
inner join fct_response
    on fct_response.survey_id = fct_pain.survey_id
    and fct_response.response_id = fct_pain.response_id
where fct_response.recommend_state = 'valid'
group by
    fct_response.survey_id,
    fct_response.month,
    fct_response.placement_id,
    fct_pain.journey_id,
    fct_pain.touchpoint_id
order by
    fct_response.survey_id,
    fct_pain.journey_id,
    fct_response.month,
    fct_response.placement_id,
    fct_pain.touchpoint_id
