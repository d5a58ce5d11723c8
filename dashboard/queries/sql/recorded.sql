-- One row: which of the bank's own records this build holds at all.
select
    (select count(*) from mart_complaint_month)::bigint > 0 as complaints,
    (select count(*) from mart_contact_month)::bigint > 0 as contacts,
    (select count(*) from mart_suggestion_flow)::bigint > 0 as suggestions,
    (select count(*) from mart_exposure_month where customers > 0)::bigint > 0 as exposures,
    (select count(*) from mart_invitation_month)::bigint > 0 as invitations,
    (select count(*) from mart_inspection_month)::bigint > 0 as inspections,
    (select count(*) from mart_journey_flow)::bigint > 0 as journey_events,
    (select count(*) from mart_review_flow)::bigint > 0 as reviews,
    (select count(*) from mart_education_day)::bigint > 0 as education
