-- One row per rule of the register: the bases from which something may be shown.
select
    name,
    value
from reg_rule
