-- One row per column of the build: an older build lacks those that came later.
select
    table_name,
    column_name
from duckdb_columns()
