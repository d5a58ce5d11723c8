-- One row per question × month × placement × dimension × member with valid answers: how many
select
    core_question.question_id,
    core_span.span_on,
    mart.month,
    mart.placement_id,
    mart.dimension,
    mart.member_id,
    mart.recommend_responses as answers
from mart_response_month as mart
inner join core_question
    on core_question.survey_id = mart.survey_id
    and core_question.kind = 'recommend'
inner join core_span
    on core_span.month = mart.month
where mart.recommend_responses > 0
union all
select
    core_question.question_id,
    core_span.span_on,
    mart.month,
    mart.placement_id,
    mart.dimension,
    mart.member_id,
    mart.ratings as answers
from mart_rating_month as mart
inner join core_question
    on core_question.survey_id = mart.survey_id
    and core_question.kind = mart.kind
    and core_question.touchpoint_id = mart.touchpoint_id
    and core_question.scale_minimum = mart.scale_minimum
    and core_question.scale_maximum = mart.scale_maximum
inner join core_span
    on core_span.month = mart.month
where mart.ratings > 0
