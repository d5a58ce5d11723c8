-- One row per day on which a question changed: its wording or its scale, reviewed by somebody or found in the answers.
select
    survey_id,
    measure,
    touchpoint_id,
    break_on,
    what_changed,
    was,
    becomes,
    note,
    note_en,
    is_reviewed
from mart_break
order by
    break_on,
    measure,
    touchpoint_id
