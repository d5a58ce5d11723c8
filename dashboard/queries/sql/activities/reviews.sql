-- One row per way a product review went, unit group and member, as it stood on the as-of day; elapsed in working days.
with
-- include placed
worked as (
    select
        day,
        is_official,
        sum(case when is_working then 1 else 0 end) over (order by day) as rank
    from reg_day
),

cells as (
    select
        mart.submitted_on,
        case when mart.finished_on <= $to_on then mart.finished_on end as finished_on,
        mart.line,
        mart.findings,
        mart.outcome,
        mart.reviews,
        placed.unit_id
    from mart_review_flow as mart
    inner join placed on placed.placement_id = mart.placement_id
    where
        mart.submitted_on <= $to_on
        and ($any_line or coalesce(mart.line, '') in $line)
)

select
    cells.submitted_on,
    cells.finished_on,
    cells.findings,
    cells.outcome,
    cells.unit_id,
    case when $by = 'line' then coalesce(cells.line, '') else '' end as member_id,
    (until.rank - began.rank)::bigint as elapsed_days,
    began.is_official and until.is_official as is_official,
    sum(cells.reviews)::bigint as reviews
from cells
inner join worked as began on began.day = cells.submitted_on
inner join worked as until on until.day = coalesce(cells.finished_on, $to_on)
group by all
order by all
