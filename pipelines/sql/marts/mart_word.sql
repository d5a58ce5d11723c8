-- One row per word that enough texts hold to be told at all; words of fewer are in no list and not in the build
with texts as (
    select
        text_id,
        count(*) as documents
    from core_document_text
    group by text_id
)
select
    core_word.word_id,
    core_word.word,
    sum(texts.documents)::bigint as documents
from core_text_word
inner join texts on texts.text_id = core_text_word.text_id
inner join core_word on core_word.word_id = core_text_word.word_id
group by
    core_word.word_id,
    core_word.word
having sum(texts.documents) >= (select value from reg_rule where name = 'base_hidden_below')
order by core_word.word_id
