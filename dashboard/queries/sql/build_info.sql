-- One row: what the build says about itself.
select
    build_id,
    bank_name,
    bank_name_en,
    is_example,
    built_at,
    data_until,
    zone,
    schema_version
from build_info
