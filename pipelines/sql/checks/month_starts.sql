-- One row per mart whose month is not the first day of one
with months as (
    select 'mart_response_month' as mart, month from mart_response_month
    union
    select 'mart_rating_month', month from mart_rating_month
    union
    select 'mart_invitation_month', month from mart_invitation_month
    union
    select 'mart_complaint_month', month from mart_complaint_month
    union
    select 'mart_exposure_month', month from mart_exposure_month
    union
    select 'mart_journey_flow', month from mart_journey_flow
)
select
    mart,
    month
from months
where
    month is null
    or extract(day from month) <> 1
