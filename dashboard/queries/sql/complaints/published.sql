-- One row per figure that the regulator published of other banks' complaints, the newest quarter first.
select
    kind_of_bank,
    name,
    name_en,
    exposure,
    per,
    quarter,
    figures,
    median,
    source
from reg_published
order by
    quarter desc,
    kind_of_bank desc,
    exposure
