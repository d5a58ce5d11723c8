-- One row per complaint: which one it repeats in the end, itself if none, and what is wrong with what it names
with recursive merged as (
    select
        complaint_id,
        min(merged_into) as merged_into,
        min(happened_on) as merged_on
    from stg_complaint_event
    where
        event = 'merged'
        and merged_into is not null
    group by complaint_id
),
named as (
    select
        stg_complaint.complaint_id,
        stg_complaint.received_at,
        stg_complaint.received_on,
        merged.merged_on,
        nullif(coalesce(merged.merged_into, stg_complaint.repeat_of), '') as named_id
    from stg_complaint
    left join merged
        on merged.complaint_id = stg_complaint.complaint_id
),
links as (
    select
        named.complaint_id,
        named.named_id
    from named
    inner join stg_complaint
        on stg_complaint.complaint_id = named.named_id
    where named.named_id <> named.complaint_id
),
-- "union" keeps each pair once, so that a circle comes to an end
climb as (
    select
        complaint_id,
        named_id
    from links
    union
    select
        climb.complaint_id,
        links.named_id
    from climb
    inner join links
        on links.complaint_id = climb.named_id
),
circled as (
    select distinct complaint_id
    from climb
    where named_id = complaint_id
),
reached as (
    select
        climb.complaint_id,
        climb.named_id,
        row_number() over (
            partition by climb.complaint_id
            order by first.received_at, climb.named_id
        ) as place
    from climb
    inner join stg_complaint as first
        on first.complaint_id = climb.named_id
    left join links
        on links.complaint_id = climb.named_id
    left join circled
        on circled.complaint_id = climb.named_id
    -- the end of the chain; of a circle, which has none, the one that came in first
    where
        links.complaint_id is null
        or circled.complaint_id is not null
),
ended as (
    select
        named.complaint_id,
        named.received_on,
        named.merged_on,
        named.named_id,
        circled.complaint_id is not null as is_circled,
        links.complaint_id is not null as is_known,
        coalesce(reached.named_id, named.complaint_id) as first_id
    from named
    left join links
        on links.complaint_id = named.complaint_id
    left join circled
        on circled.complaint_id = named.complaint_id
    left join reached
        on reached.complaint_id = named.complaint_id
        and reached.place = 1
)
select
    ended.complaint_id,
    ended.first_id,
    ended.merged_on,
    -- a repeat of one that was not handed over is a repeat all the same, and has a clock of its own
    ended.first_id <> ended.complaint_id
        or (ended.named_id <> ended.complaint_id and not ended.is_known) as is_repeat,
    case
        when ended.named_id = ended.complaint_id then 'repeat_of_itself'
        when ended.is_circled then 'repeat_in_circle'
        when ended.named_id is not null and not ended.is_known then 'repeat_of_unknown'
        when first.received_on > ended.received_on then 'repeat_before_first'
        else ''
    end as fault
from ended
inner join stg_complaint as first
    on first.complaint_id = ended.first_id
order by ended.complaint_id
