-- One row per theme × text that is about it
select
    core_text_theme.theme_id,
    core_document_text.document_id
from core_text_theme
inner join core_document_text on core_document_text.text_id = core_text_theme.text_id
order by
    core_text_theme.theme_id,
    core_document_text.document_id
