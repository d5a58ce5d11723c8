-- One row per first day × placement × line × group × form: education events, and the people they reached
select
    started_on as held_on,
    placement_id,
    line,
    group_reached,
    form,
    count(*)::bigint as events,
    count(reached)::bigint as events_counted,
    coalesce(sum(reached), 0)::bigint as reached,
    coalesce(sum(reached::double * reached), 0)::double as reached_squares
from fct_activity
where kind = 'education'
group by
    started_on,
    placement_id,
    line,
    group_reached,
    form
order by
    started_on,
    placement_id,
    line,
    group_reached,
    form
