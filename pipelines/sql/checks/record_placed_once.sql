-- One row per kind of record whose facts do not number as many as were handed over
with numbers as (
    select
        'complaint' as record,
        (select count(*) from raw_complaints) as handed_over,
        (select count(*) from fct_complaint) as kept
    union all
    select
        'suggestion',
        (select count(*) from raw_suggestions),
        (select count(*) from fct_suggestion)
    union all
    select
        'rating',
        (select count(*) from raw_ratings anti join core_left_out using (survey_id, response_id)),
        (select count(*) from fct_rating)
    union all
    select
        'choice',
        (select count(*) from raw_choices anti join core_left_out using (survey_id, response_id)),
        (select count(*) from fct_choice)
    union all
    select
        'contact',
        (select count(*) from raw_contacts),
        (select count(*) from fct_contact)
    union all
    select
        'complaint_event',
        (select count(*) from raw_complaint_events),
        (select count(*) from fct_complaint_event)
    union all
    select
        'complaint_count',
        (select count(*) from raw_complaint_counts),
        (select count(*) from fct_complaint_count)
    union all
    select
        'inspection',
        (select count(*) from raw_inspections),
        (select count(*) from fct_inspection)
    union all
    select
        'activity',
        (select count(*) from raw_activities),
        (select count(*) from fct_activity)
    union all
    select
        'journey_event',
        (select count(*) from raw_journey_events),
        (select count(*) from fct_journey_event)
    union all
    select
        'unit_attribute',
        (select count(*) from raw_unit_attributes),
        (select count(*) from dim_unit_attribute)
)
select
    *
from numbers
where handed_over <> kept
