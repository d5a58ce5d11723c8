-- One row per question × span × node × step (month, quarter, year) by which it is shown
select
    question_id,
    span_on,
    node_id,
    'year' as step
from core_shown_year
union all
select
    question_id,
    span_on,
    node_id,
    'quarter' as step
from core_shown_quarter
union all
select
    question_id,
    span_on,
    node_id,
    'month' as step
from core_shown_month
