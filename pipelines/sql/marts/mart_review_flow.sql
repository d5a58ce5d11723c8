-- One row per way a product review went: submitted, finished, what it found and at which attempt it passed; additive,
-- exact for any as-of day
with concluded as (
    select
        started_on as submitted_on,
        -- one that is said to have ended before it was submitted ended on that day; the load tells of it
        case when finished_on < started_on then started_on else finished_on end as finished_on,
        placement_id,
        line,
        findings,
        case
            when is_passed_first then 'first'
            when is_passed_second then 'second'
            when not is_passed_first then 'not_passed'
            else ''
        end as outcome
    from fct_activity
    where kind = 'product_review'
)
select
    submitted_on,
    finished_on,
    placement_id,
    line,
    findings,
    outcome,
    count(*)::bigint as reviews
from concluded
group by
    submitted_on,
    finished_on,
    placement_id,
    line,
    findings,
    outcome
order by
    submitted_on,
    placement_id,
    finished_on,
    line,
    findings,
    outcome
