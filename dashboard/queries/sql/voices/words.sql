-- One row per word: the texts with it now (from $begun_on) and before, and of those now by score group.
with
-- include placed
-- include heard
said as (
    select
        held.word_id,
        heard.told_on >= $begun_on as is_now,
        heard.score_group
    from mart_word_document as held
    inner join heard on heard.document_id = held.document_id
),

counted as (
    select
        word_id,
        count(*) filter (where is_now)::bigint as documents,
        count(*) filter (where not is_now)::bigint as documents_before,
        count(*) filter (where is_now and score_group = 'promoter')::bigint as promoter,
        count(*) filter (where is_now and score_group = 'passive')::bigint as passive,
        count(*) filter (where is_now and score_group = 'detractor')::bigint as detractor
    from said
    group by word_id
)

select
    mart_word.word,
    counted.documents,
    counted.documents_before,
    counted.promoter,
    counted.passive,
    counted.detractor
from counted
inner join mart_word on mart_word.word_id = counted.word_id
order by mart_word.word
