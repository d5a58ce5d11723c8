-- One row per survey and month with responses; survey '' holds the months of complaints and suggestions.
with responded as (
    select distinct
        survey_id,
        month
    from mart_response_month
    where dimension = 'all'
),

recorded as (
    select month from mart_complaint_month where dimension = 'all'
    union
    select date_trunc('month', submitted_on)::date as month from mart_suggestion_flow
    union
    select month from mart_invitation_month where dimension = 'all'
    union
    select date_trunc('month', submitted_on)::date as month from mart_review_flow
    where submitted_on <= (select data_until from build_info)
    union
    select date_trunc('month', held_on)::date as month from mart_education_day
    where held_on <= (select data_until from build_info)
)

select
    survey_id,
    month
from responded
union all
select
    '' as survey_id,
    month
from recorded
order by
    survey_id,
    month
