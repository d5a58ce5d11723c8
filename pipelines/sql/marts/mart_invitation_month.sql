-- One row per survey × month of invitation × placement × dimension × member: invitations, and how many of them were answered
with sent as (
    select
        stg_invitation.survey_id,
        date_trunc('month', stg_invitation.sent_on)::date as month,
        core_place.placement_id,
        stg_invitation.channel,
        stg_invitation.sent,
        stg_invitation.delivered,
        stg_invitation.opened,
        0 as responded
    from stg_invitation
    inner join core_place
        on core_place.given_unit_id = stg_invitation.unit_id
        and stg_invitation.sent_on >= core_place.from_on
        and stg_invitation.sent_on < core_place.to_on
),
answered as (
    -- an answer counts in the month and the place of its invitation, and only where a survey's invitations are recorded
    select
        stg_response.survey_id,
        date_trunc('month', stg_response.invited_on)::date as month,
        core_place.placement_id,
        stg_response.channel,
        0 as sent,
        0 as delivered,
        0 as opened,
        1 as responded
    from stg_response
    inner join core_place
        on core_place.given_unit_id = stg_response.unit_id
        and stg_response.invited_on >= core_place.from_on
        and stg_response.invited_on < core_place.to_on
    where stg_response.survey_id in (select survey_id from stg_invitation)
),
both_sides as (
    select * from sent
    union all
    select * from answered
),
counted as (
    select
        survey_id,
        month,
        placement_id,
        case when grouping(channel) = 0 then 'channel' else 'all' end as dimension,
        coalesce(channel, 'all') as member_id,
        sum(sent)::bigint as sent,
        sum(delivered)::bigint as delivered,
        sum(opened)::bigint as opened,
        sum(responded)::bigint as responded
    from both_sides
    group by
        grouping sets (
            (survey_id, month, placement_id),
            (survey_id, month, placement_id, channel)
        )
)
select
    *
from counted
order by
    dimension,
    survey_id,
    month,
    placement_id,
    member_id
