-- One row per month and whether the person had complained within the year before: answers to 0–10 of people known by a
-- key.
with
-- include placed
cells as (
    select mart.*
    from mart_complaint_score as mart
    inner join placed on placed.placement_id = mart.placement_id
    where mart.survey_id = $survey
)

select
    month,
    has_complained,
    sum(promoters)::bigint as promoters,
    sum(passives)::bigint as passives,
    sum(detractors)::bigint as detractors
from cells
group by
    month,
    has_complained
order by
    month,
    has_complained
