-- One row per word × text that holds it, however often
select
    core_text_word.word_id,
    core_document_text.document_id
from core_text_word
inner join mart_word on mart_word.word_id = core_text_word.word_id
inner join core_document_text on core_document_text.text_id = core_text_word.text_id
order by
    core_text_word.word_id,
    core_document_text.document_id
