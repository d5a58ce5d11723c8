-- One row per question × span × node with valid answers at all: where the search for what may be shown begins
select distinct
    question_id,
    span_on,
    node_id
from core_counted
