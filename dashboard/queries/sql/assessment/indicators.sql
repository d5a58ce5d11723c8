-- One row per edition × key indicator: how it is marked, and the levels or lines it is for (none: all).
select
    edition_from,
    measure,
    subject,
    members,
    weight,
    no_marks_at,
    full_marks_from
from reg_assessment_indicator
order by
    edition_from,
    place
