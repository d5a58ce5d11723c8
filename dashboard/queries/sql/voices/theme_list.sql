-- One row per theme of the dictionary in force, with what it found in the labelled sample.
select
    theme_id,
    name,
    name_en,
    terms,
    sample_texts,
    labelled,
    found,
    found_rightly
from mart_theme
order by sort_order
