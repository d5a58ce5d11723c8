-- One row per cut × placement with valid answers: the group it is told apart as by year
with cuts as (
    select distinct
        cut_id,
        question_id,
        span_on
    from core_class
)
select
    cuts.cut_id,
    atoms.placement_id,
    atoms.atom_id
from cuts
inner join core_atom_year as atoms
    on atoms.question_id = cuts.question_id
    and atoms.span_on = cuts.span_on
