-- One row per column of a canonical table: what a bank may hand over.
select *
from reg_contract
order by
    table_name,
    sort_order
