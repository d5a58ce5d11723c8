-- One row per measure of the register.
select
    measure,
    name,
    name_en,
    definition,
    definition_en,
    formula,
    unit,
    decimals,
    is_higher_better,
    base_of,
    base_label,
    base_label_en,
    interval_rule,
    owner,
    reviewed_on
from reg_measure
