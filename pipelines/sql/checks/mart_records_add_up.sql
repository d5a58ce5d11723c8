-- One row per mart and dimension whose records do not add up to what was handed over
with sums as (
    select
        'mart_complaint_month' as mart,
        dimension,
        sum(complaints) as found,
        (select count(*) from fct_complaint) + (
            select coalesce(sum(complaints), 0)
            from fct_complaint_count as counted
            where not exists (
                select 1
                from fct_complaint as record
                where
                    record.month = counted.month
                    and (select unit_id from dim_placement where placement_id = record.placement_id)
                    = (select unit_id from dim_placement where placement_id = counted.placement_id)
            )
        ) as expected
    from mart_complaint_month
    group by dimension
    union all
    select
        'mart_invitation_month',
        dimension,
        sum(sent),
        (select coalesce(sum(sent), 0) from raw_invitations)
    from mart_invitation_month
    group by dimension
    union all
    select
        'mart_exposure_month',
        'all',
        coalesce(sum(customers), 0),
        (select coalesce(sum(customers), 0) from raw_exposures)
    from mart_exposure_month
    union all
    select
        'mart_suggestion_flow',
        'all',
        coalesce(sum(suggestions), 0),
        (select count(*) from fct_suggestion)
    from mart_suggestion_flow
    union all
    select
        'mart_answer_flow',
        kind,
        sum(matters),
        (select count(*) from fct_matter where fct_matter.kind = mart_answer_flow.kind)
    from mart_answer_flow
    group by kind
    union all
    select
        'mart_journey_flow',
        'all',
        coalesce(sum(entered), 0),
        (select coalesce(sum(entered), 0) from fct_journey_event)
    from mart_journey_flow
    union all
    select
        'mart_target',
        'all',
        (select count(*) from mart_target),
        (select count(*) from raw_targets)
    union all
    select
        'mart_event',
        'all',
        (select count(*) from mart_event),
        (select count(*) from raw_events) + (
            select count(*)
            from (
                select distinct
                    campaign,
                    extract(year from started_on)
                from fct_activity
                where
                    kind = 'education'
                    and campaign <> ''
            )
        )
    union all
    select
        'mart_review_flow',
        'all',
        (select coalesce(sum(reviews), 0) from mart_review_flow),
        (select count(*) from raw_activities where kind = 'product_review')
    union all
    select
        'mart_education_day',
        'all',
        (select coalesce(sum(events), 0) from mart_education_day),
        (select count(*) from raw_activities where kind = 'education')
    union all
    select
        'mart_education_day',
        'reached',
        (select coalesce(sum(reached), 0) from mart_education_day),
        (select coalesce(sum(reached), 0) from raw_activities where kind = 'education')
)
select
    *
from sums
where found <> expected
