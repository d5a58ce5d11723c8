-- One row per row of mart_response_month whose parts exceed their whole
select
    survey_id,
    month,
    placement_id,
    dimension,
    member_id
from mart_response_month
where
    recommend_responses
        <> score_0 + score_1 + score_2 + score_3 + score_4 + score_5 + score_6 + score_7 + score_8 + score_9 + score_10
    or recommend_responses + off_scale + blank > responses
    or partial_responses > responses
    or responses < 1
    or abs(weight_promoters + weight_passives + weight_detractors - weight_sum) > 0.000001 * greatest(weight_sum, 1)
    or weight_squared_sum < 0
    or (weight_sum = 0) <> (weight_squared_sum = 0)
