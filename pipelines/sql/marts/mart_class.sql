-- One row per question × dimension × span × member that can be told apart, or is one of the others merged with each other
select
    core_question.survey_id,
    core_question.kind,
    core_question.touchpoint_id,
    core_question.scale_minimum,
    core_question.scale_maximum,
    core_class.dimension,
    core_class.span_on,
    core_class.member_id,
    core_class.is_own
from core_class
inner join core_question
    on core_question.question_id = core_class.question_id
order by
    core_class.dimension,
    core_question.survey_id,
    core_question.kind,
    core_question.touchpoint_id,
    core_class.span_on,
    core_class.member_id
