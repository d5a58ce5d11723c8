-- One row per complaint × days on which its clock stood in one way: the clock of the first one where it was merged
with firsts as (
    -- a repeat received, or merged by hand, while the first is open has from then on the clock of the first; one that
    -- comes after the answer, or that is older than its first, has its own
    select
        repeat.complaint_id,
        repeat.first_id,
        stg_complaint.received_on,
        greatest(stg_complaint.received_on, coalesce(repeat.merged_on, stg_complaint.received_on)) as merged_on
    from core_complaint_first as repeat
    inner join stg_complaint
        on stg_complaint.complaint_id = repeat.complaint_id
    inner join stg_complaint as first
        on first.complaint_id = repeat.first_id
    where
        repeat.first_id <> repeat.complaint_id
        and first.received_on <= stg_complaint.received_on
),
merged as (
    select
        firsts.complaint_id,
        firsts.first_id,
        firsts.received_on,
        firsts.merged_on
    from firsts
    inner join core_complaint_span as span
        on span.complaint_id = firsts.first_id
        and span.known_from <= firsts.merged_on
        and (span.known_until is null or span.known_until > firsts.merged_on)
    where
        span.closed_on is null
        or span.closed_on >= firsts.merged_on
),
own_end as (
    select
        complaint_id,
        decided_on,
        closed_on
    from core_complaint_span
    where known_until is null
),
spans as (
    select
        span.complaint_id,
        span.complaint_id as clock_of,
        span.known_from as clock_known_from,
        span.known_from,
        case
            when merged.merged_on < coalesce(span.known_until, date '9999-12-31') then merged.merged_on
            else span.known_until
        end as known_until,
        span.clock_from,
        span.stopped_on,
        span.decided_on,
        span.closed_on,
        false as is_merged
    from core_complaint_span as span
    left join merged
        on merged.complaint_id = span.complaint_id
    where
        merged.merged_on is null
        or span.known_from < merged.merged_on
    union all
    select
        merged.complaint_id,
        merged.first_id as clock_of,
        span.known_from as clock_known_from,
        greatest(span.known_from, merged.merged_on) as known_from,
        span.known_until,
        span.clock_from,
        span.stopped_on,
        -- answered by itself or with the first, whichever came first
        least(
            own_end.decided_on,
            case when span.closed_on >= merged.merged_on then greatest(span.decided_on, merged.received_on) end
        ) as decided_on,
        least(own_end.closed_on, case when span.closed_on >= merged.merged_on then span.closed_on end) as closed_on,
        true as is_merged
    from merged
    inner join core_complaint_span as span
        on span.complaint_id = merged.first_id
        and (span.known_until is null or span.known_until > merged.merged_on)
    left join own_end
        on own_end.complaint_id = merged.complaint_id
),
limits as (
    select
        complaint_id,
        known_from,
        max(case when limit_kind = 'house' then due_on end) as house_due_on,
        max(case when limit_kind = 'house' then stage end) as house_stage,
        max(case when limit_kind = 'legal' then due_on end) as legal_due_on,
        max(case when limit_kind = 'legal' then stage end) as legal_stage,
        max(case when is_provisional then 1 else 0 end) = 1 as is_provisional
    from core_complaint_limit
    group by
        complaint_id,
        known_from
),
said as (
    select
        complaint_id,
        min(case when event = 'accepted' then happened_on end) as accepted_on,
        min(case when event = 'told' then happened_on end) as first_reply_on
    from core_complaint_step
    group by complaint_id
)
select
    spans.complaint_id,
    spans.known_from,
    spans.known_until,
    fct_complaint.received_on,
    fct_complaint.placement_id,
    spans.is_merged,
    spans.clock_of,
    spans.clock_from,
    spans.stopped_on,
    said.accepted_on,
    said.first_reply_on,
    spans.decided_on,
    spans.closed_on,
    coalesce(limits.house_stage, '') as house_stage,
    limits.house_due_on,
    coalesce(limits.legal_stage, '') as legal_stage,
    limits.legal_due_on,
    coalesce(limits.is_provisional, false) as is_provisional
from spans
inner join fct_complaint
    on fct_complaint.complaint_id = spans.complaint_id
left join limits
    on limits.complaint_id = spans.clock_of
    and limits.known_from = spans.clock_known_from
left join said
    on said.complaint_id = spans.complaint_id
order by
    fct_complaint.received_on,
    spans.complaint_id,
    spans.known_from
