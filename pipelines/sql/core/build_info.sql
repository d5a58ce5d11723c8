-- One row per build: whose it is, when it was made and how far the data reach
select
    build_origin.build_id,
    build_origin.bank_id,
    build_origin.bank_name,
    build_origin.bank_name_en,
    build_origin.is_example,
    build_origin.built_at,
    core_reach.data_until,
    build_origin.zone,
    build_origin.schema_version
from build_origin
cross join core_reach
