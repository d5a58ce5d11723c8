-- One row per cut (question × dimension × span) × placement × step × class with valid answers: how many
select
    class.cut_id,
    answered.placement_id,
    date_trunc(class.step, answered.month)::date as period,
    class.class_id,
    sum(answered.answers)::bigint as answers
from core_answered as answered
inner join core_class as class
    on class.question_id = answered.question_id
    and class.span_on = answered.span_on
    and class.dimension = answered.dimension
    and class.member_id = answered.member_id
group by
    class.cut_id,
    answered.placement_id,
    date_trunc(class.step, answered.month)::date,
    class.class_id
