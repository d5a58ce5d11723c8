-- One row per two of the most frequent words: the texts that hold both, and each of them.
with
-- include placed
-- include heard
said as (
    select
        held.word_id,
        heard.document_id
    from mart_word_document as held
    inner join heard on heard.document_id = held.document_id
),

frequent as (
    select
        word_id,
        count(*)::bigint as documents
    from said
    group by word_id
    having count(*) >= $least
    order by
        documents desc,
        word_id
    limit $most_words
),

kept as (
    select
        said.word_id,
        said.document_id
    from said
    inner join frequent on frequent.word_id = said.word_id
),

paired as (
    select
        one.word_id as first_id,
        other.word_id as second_id,
        count(*)::bigint as documents
    from kept as one
    inner join kept as other
        on other.document_id = one.document_id
        and other.word_id > one.word_id
    group by
        one.word_id,
        other.word_id
)

select
    first_word.word as first_word,
    second_word.word as second_word,
    coalesce(paired.documents, 0)::bigint as both_documents,
    first_of.documents as first_documents,
    second_of.documents as second_documents
from frequent as first_of
inner join frequent as second_of on second_of.word_id > first_of.word_id
left join paired
    on paired.first_id = first_of.word_id
    and paired.second_id = second_of.word_id
inner join mart_word as first_word on first_word.word_id = first_of.word_id
inner join mart_word as second_word on second_word.word_id = second_of.word_id
order by
    first_word.word,
    second_word.word
