-- One row per load, the newest first: its file, what became of its rows, and how many of them are held now.
select *
from mart_load
order by
    loaded_at desc,
    load_id desc
