-- One row per different text that holds the word or is about the theme: the newest with its day, unit and score group,
-- and how many texts there are in all. Units outside the scope are not read.
with
-- include placed
-- include heard
opened as (
    select heard.*
    from heard
    where
        (
            $word = ''
            or heard.document_id in (
                select held.document_id
                from mart_word_document as held
                inner join mart_word on mart_word.word_id = held.word_id
                where mart_word.word = $word
            )
        )
        and (
            $theme = ''
            or heard.document_id in (
                select document_id
                from mart_theme_document
                where theme_id = $theme
            )
        )
        and (
            $sees_all
            or heard.placement_id in (
                select placement_id
                from bridge_placement_ancestor
                where ancestor_id in $visible
            )
        )
),

told as (
    select
        opened.document_id,
        opened.told_on,
        opened.score_group,
        opened.source,
        placement.unit_id,
        document.text,
        row_number() over (
            partition by document.text
            order by
                opened.told_on desc,
                opened.document_id
        ) as place,
        count(*) over ()::bigint as documents
    from opened
    inner join mart_document as document on document.document_id = opened.document_id
    inner join dim_placement as placement on placement.placement_id = opened.placement_id
)

select
    told_on,
    score_group,
    source,
    unit_id,
    text,
    documents
from told
where place = 1
order by
    told_on desc,
    document_id
limit $most_texts
