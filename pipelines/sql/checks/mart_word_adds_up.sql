-- One row per word that other texts hold than it is said to be in, and one for words or themes in texts that are not there
with words as (
    select
        mart_word.word as what,
        mart_word.documents - count(distinct held.document_id) as off
    from mart_word
    left join mart_word_document as held on held.word_id = mart_word.word_id
    group by
        mart_word.word,
        mart_word.documents
),
strays as (
    select
        'stray' as what,
        count(*) as off
    from (
        select document_id from mart_word_document
        union all
        select document_id from mart_theme_document
    )
    where document_id not in (select document_id from mart_document)
)
select
    what,
    off
from words
where off <> 0
union all
select
    what,
    off
from strays
where off <> 0
