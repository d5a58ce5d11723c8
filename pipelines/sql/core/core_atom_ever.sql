-- One row per question × span × placement with valid answers: before anything is pooled each stands for itself
select distinct
    question_id,
    span_on,
    placement_id,
    placement_id as atom_id
from core_answered
where dimension = 'all'
