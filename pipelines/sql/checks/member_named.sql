-- One row per member that a mart counts but that nothing names
with counted as (
    select dimension, member_id from mart_response_month
    union
    select dimension, member_id from mart_rating_month
    union
    select dimension, member_id from mart_complaint_month
    union
    select dimension, member_id from mart_invitation_month
    union
    select 'group_reached', group_reached from mart_education_day
    union
    select 'line', line from mart_review_flow
),
named as (
    select dimension, member_id from dim_member
    union
    select 'journey', journey_id from dim_journey
    union
    select 'touchpoint', touchpoint_id from dim_touchpoint
    union
    select 'all', 'all'
)
select
    counted.dimension,
    counted.member_id
from counted
left join named
    on named.dimension = counted.dimension
    and named.member_id = counted.member_id
where
    counted.member_id <> ''
    and named.member_id is null
