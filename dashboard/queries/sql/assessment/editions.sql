-- One row per edition of the assessment: its days, its title, and the texts of rules and guide as they were issued.
select
    edition_from,
    edition_to,
    title,
    title_en,
    source,
    rules,
    rules_en,
    guide,
    guide_en,
    is_default
from reg_assessment
order by edition_from
