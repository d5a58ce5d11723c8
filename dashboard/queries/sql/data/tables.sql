-- One row per table of the build: an older build lacks those that came later.
select table_name
from duckdb_tables()
