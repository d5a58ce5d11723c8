-- One row per theme, month and score group: the texts about it. Themes that nobody spoke of have none.
with
-- include placed
-- include heard
about as (
    select
        held.theme_id,
        date_trunc('month', heard.told_on)::date as month,
        heard.score_group
    from mart_theme_document as held
    inner join heard on heard.document_id = held.document_id
)

select
    theme_id,
    month,
    score_group,
    count(*)::bigint as documents
from about
group by
    theme_id,
    month,
    score_group
order by
    theme_id,
    month,
    score_group
