-- One row per dimension × member: the bank's labels, and every member that records carry without one, called by its id
with seen as (
    select distinct 'line' as dimension, line as member_id from fct_response
    union
    select distinct 'channel', channel from fct_response
    union
    select distinct 'product', product from fct_response
    union
    select distinct 'age_band', age_band from fct_response
    union
    select distinct 'is_new_citizen', is_new_citizen from fct_response
    union
    select distinct 'tier', tier from fct_response
    union
    select distinct 'line', line from fct_complaint
    union
    select distinct 'channel', channel from fct_complaint
    union
    select distinct 'business', business from fct_complaint
    union
    select distinct 'cause', cause from fct_complaint
    union
    select distinct 'line', line from fct_suggestion
    union
    select distinct 'source', source from fct_suggestion
    union
    select distinct 'channel', channel from stg_invitation
    union
    select distinct 'line', line from fct_contact
    union
    select distinct 'channel', channel from fct_contact
    union
    select distinct 'line', line from fct_complaint_count
    union
    select distinct 'channel', channel from fct_complaint_count
    union
    select distinct 'business', business from fct_complaint_count
    union
    select distinct 'cause', cause from fct_complaint_count
    union
    select distinct 'line', line from fct_activity
    union
    select distinct 'group_reached', group_reached from fct_activity
    union
    select distinct 'channel', channel from fct_journey_event
    union
    select distinct 'channel', channel from dim_touchpoint
    union
    select distinct 'attribute', attribute from dim_unit_attribute
    union
    select dimension, member_id from stg_label
),
shipped as (
    select 'is_new_citizen' as dimension, 'yes' as member_id, '新市民' as name, 'New citizens' as name_en, 1 as sort_order
    union all
    select 'is_new_citizen', 'no', '非新市民', 'Others', 2
    union all
    select 'attribute', 'elderly_friendly', '适老服务网点', 'Elderly-friendly outlets', 1
    union all
    select 'attribute', 'demonstration', '示范网点', 'Demonstration outlets', 2
    union all
    select 'attribute', 'rest_stop', '劳动者港湾', 'Rest-stop corners', 3
    union all
    select 'group_reached', 'elderly', '老年人', 'Elderly', 1
    union all
    select 'group_reached', 'students', '学生', 'Students', 2
    union all
    select 'group_reached', 'new_citizens', '新市民', 'New citizens', 3
    union all
    select 'group_reached', 'rural', '农村居民', 'Rural residents', 4
    union all
    select 'group_reached', 'disabled', '残障人士', 'Disabled people', 5
    union all
    select 'group_reached', 'public', '社会公众', 'General public', 6
    union all
    select 'group_reached', 'staff', '员工', 'Staff', 7
)
select
    seen.dimension,
    seen.member_id,
    coalesce(stg_label.name, shipped.name, seen.member_id) as name,
    coalesce(stg_label.name_en, stg_label.name, shipped.name_en, seen.member_id) as name_en,
    (row_number() over (
        partition by seen.dimension
        order by coalesce(stg_label.sort_order, shipped.sort_order) nulls last, seen.member_id
    ))::integer as sort_order
from seen
left join stg_label
    on stg_label.dimension = seen.dimension
    and stg_label.member_id = seen.member_id
left join shipped
    on shipped.dimension = seen.dimension
    and shipped.member_id = seen.member_id
where seen.member_id <> ''
order by
    seen.dimension,
    sort_order
