-- One row per month, source and score group: how many texts were heard.
with
-- include placed
-- include heard
counted as (
    select
        date_trunc('month', told_on)::date as month,
        source,
        score_group
    from heard
)

select
    month,
    source,
    score_group,
    count(*)::bigint as documents
from counted
group by
    month,
    source,
    score_group
order by
    month,
    source,
    score_group
