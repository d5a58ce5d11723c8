-- One row per refused row or value, as masked when it was read; at most so many as one file may hold.
select
    build_load.table_name,
    refused_row.file_name,
    refused_row.row_number,
    refused_row.column_name,
    refused_row.value_masked,
    refused_row.reason,
    refused_row.expected,
    coalesce(refused_row.is_row_taken, false) as is_row_taken
from refused_row
inner join build_load on build_load.load_id = refused_row.load_id
order by
    build_load.loaded_at desc,
    refused_row.file_name,
    refused_row.row_number
limit $most
