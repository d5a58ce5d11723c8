-- One row per described column of a mart: what the numbers are counted from.
select
    table_name,
    column_name,
    type,
    meaning,
    meaning_zh
from reg_column
