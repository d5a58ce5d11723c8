-- One row per dimension × member that the bank gave a name
select
    dimension,
    case
        when dimension <> 'is_new_citizen' then member_id
        when lower(member_id) in ('true', '1', 'yes', 'y', '是') then 'yes'
        when lower(member_id) in ('false', '0', 'no', 'n', '否') then 'no'
        else member_id
    end as member_id,
    name,
    nullif(recorded(name_en), '') as name_en,
    sort_order
from raw_labels
