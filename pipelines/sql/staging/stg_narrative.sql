-- One row per complaint that tells what happened; the text was masked before it was stored
select
    complaint_id,
    narrative
from raw_complaints
where narrative <> ''
