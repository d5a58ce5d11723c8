-- One row per theme of the dictionary in force, with what it finds in the labelled sample
select
    theme_id,
    name,
    name_en,
    sort_order,
    terms,
    sample_texts,
    labelled,
    found,
    found_rightly
from core_theme
order by sort_order
