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
        (select count(*) from raw_ratings),
        (select count(*) from fct_rating)
    union all
    select
        'choice',
        (select count(*) from raw_choices),
        (select count(*) from fct_choice)
)
select
    *
from numbers
where handed_over <> kept
