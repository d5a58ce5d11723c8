-- One row per month of invitation, unit group and channel: answers that came after a day, to be taken off the cohorts.
with
-- include placed
late as (
    select
        date_trunc('month', fact.invited_on)::date as month,
        placed.unit_id,
        coalesce(fact.channel, '') as channel
    from fct_response as fact
    inner join placed on placed.placement_id = fact.placement_id
    where
        fact.survey_id = $survey
        and fact.invited_on is not null
        and fact.responded_on > $to_on
        and ($any_member or coalesce(fact.channel, '') in $member)
)

select
    month,
    unit_id,
    case when $by = 'channel' then channel else '' end as member_id,
    count(*)::bigint as late
from late
group by
    1,
    2,
    3
order by
    1,
    2,
    3
