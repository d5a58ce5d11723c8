-- One row per way a matter went: everything matters have in common, with how many went so; exact for any as-of day
with limits as (
    -- the house holds itself to its own promise; the law's limit where it made none
    select
        kind,
        asked_on,
        due_on,
        limit_kind,
        is_provisional,
        row_number() over (partition by kind, asked_on order by limit_kind) as place
    from dim_due
    where limit_name = 'answer'
)
select
    fct_matter.kind,
    fct_matter.asked_on,
    fct_matter.placement_id,
    fct_matter.line,
    fct_matter.channel,
    fct_matter.journey_id,
    fct_matter.touchpoint_id,
    fct_matter.answered_on,
    coalesce(limits.limit_kind, '') as limit_kind,
    limits.due_on,
    coalesce(limits.is_provisional, false) as is_provisional,
    count(*) as matters
from fct_matter
left join limits
    on limits.kind = fct_matter.kind
    and limits.asked_on = fct_matter.asked_on
    and limits.place = 1
group by
    fct_matter.kind,
    fct_matter.asked_on,
    fct_matter.placement_id,
    fct_matter.line,
    fct_matter.channel,
    fct_matter.journey_id,
    fct_matter.touchpoint_id,
    fct_matter.answered_on,
    limits.limit_kind,
    limits.due_on,
    limits.is_provisional
order by
    fct_matter.kind,
    fct_matter.asked_on,
    fct_matter.placement_id
