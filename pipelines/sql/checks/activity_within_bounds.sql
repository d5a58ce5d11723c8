-- One row per product review that ended before it began, and per day of education events that cannot be
with found as (
    select
        'mart_review_flow' as mart,
        placement_id,
        submitted_on as day
    from mart_review_flow
    where
        finished_on < submitted_on
        or findings < 0
        or reviews < 1
        or outcome not in ('first', 'second', 'not_passed', '')
    union all
    select
        'mart_education_day',
        placement_id,
        held_on
    from mart_education_day
    where
        events < 1
        or events_counted > events
        or reached < 0
        -- of whole numbers the squares are no less than the numbers, and no more than the square of their sum
        or reached_squares < reached
        or reached_squares > reached::double * reached
)
select
    *
from found
