-- One row per survey in a span of months: how its answers were filled in, in the units that are looked at.
with
-- include placed
filled as (
    select
        mart.survey_id,
        sum(mart.responses)::bigint as responses,
        sum(mart.partial_responses)::bigint as partial_responses,
        sum(mart.timed_responses)::bigint as timed_responses,
        sum(mart.quick_responses)::bigint as quick_responses,
        sum(mart.slow_responses)::bigint as slow_responses,
        sum(mart.rated_responses)::bigint as rated_responses,
        sum(mart.straight_responses)::bigint as straight_responses,
        sum(mart.straight_top_responses)::bigint as straight_top_responses,
        sum(mart.suspected_repeat_responses)::bigint as suspected_repeat_responses
    from mart_quality_month as mart
    inner join placed on placed.placement_id = mart.placement_id
    where mart.month between $first_month and $last_month
    group by mart.survey_id
),

asked as (
    select
        mart.survey_id,
        sum(mart.off_scale)::bigint as off_scale,
        sum(mart.recommend_responses + mart.off_scale + mart.blank)::bigint as asked_recommend
    from mart_response_month as mart
    inner join placed on placed.placement_id = mart.placement_id
    where
        mart.dimension = 'all'
        and mart.month between $first_month and $last_month
    group by mart.survey_id
),

invited as (
    select
        mart.survey_id,
        sum(mart.sent)::bigint as sent,
        sum(mart.responded)::bigint as responded
    from mart_invitation_month as mart
    inner join placed on placed.placement_id = mart.placement_id
    where
        mart.dimension = 'all'
        and mart.month between $first_month and $last_month
        -- more answers than invitations: such records do not belong together
        and mart.responded <= mart.sent
    group by mart.survey_id
)

select
    filled.*,
    coalesce(asked.off_scale, 0) as off_scale,
    coalesce(asked.asked_recommend, 0) as asked_recommend,
    coalesce(invited.sent, 0) as sent,
    coalesce(invited.responded, 0) as responded
from filled
left join asked on asked.survey_id = filled.survey_id
left join invited on invited.survey_id = filled.survey_id
order by
    filled.responses desc,
    filled.survey_id
