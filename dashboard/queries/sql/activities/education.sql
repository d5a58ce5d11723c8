-- One row per month, unit group, group of people, form and member: education events begun by the as-of day.
with
-- include placed
cells as (
    select
        mart.*,
        placed.unit_id
    from mart_education_day as mart
    inner join placed on placed.placement_id = mart.placement_id
    where
        mart.held_on <= $to_on
        and ($any_line or coalesce(mart.line, '') in $line)
)

select
    date_trunc('month', held_on)::date as month,
    unit_id,
    group_reached,
    form,
    coalesce(case $by when 'line' then line when 'group_reached' then group_reached end, '') as member_id,
    sum(events)::bigint as events,
    sum(events_counted)::bigint as events_counted,
    sum(reached)::bigint as reached,
    sum(reached_squares)::double as reached_squares
from cells
group by all
order by all
