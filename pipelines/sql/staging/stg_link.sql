-- One row per reviewed link of a description; without a day of its own it begins with the first answer read by that description
with begun as (
    select
        described_by,
        min(responded_at)::date as first_on
    from raw_survey_responses
    where described_by in (select described_by from raw_links where break_on is null)
    group by described_by
)
select
    raw_links.survey_id,
    raw_links.measure,
    raw_links.touchpoint_id,
    coalesce(raw_links.break_on, begun.first_on) as break_on,
    raw_links.what_changed,
    raw_links.was,
    raw_links.becomes,
    raw_links.note,
    coalesce(nullif(raw_links.note_en, ''), raw_links.note) as note_en,
    raw_links.reviewed_by,
    raw_links.reviewed_on
from raw_links
left join begun
    on begun.described_by = raw_links.described_by
where coalesce(raw_links.break_on, begun.first_on) is not null
