-- One row per complaint, and per count of complaints of a unit's month of which there are no records: what sums are made of
with regulator_line as (
    -- the central bank's and the regulator's own lines, whatever the bank's id for them: what came through them has gone
    -- past the bank
    select member_id
    from stg_label
    where
        dimension = 'channel'
        and regexp_matches(concat_ws(' ', member_id, name, name_en), '12363|12378')
    union
    select channel
    from fct_complaint
    where regexp_matches(channel, '12363|12378')
    union
    select channel
    from fct_complaint_count
    where regexp_matches(channel, '12363|12378')
),
recorded_months as (
    select distinct
        fct_complaint.month,
        dim_placement.unit_id
    from fct_complaint
    inner join dim_placement
        on dim_placement.placement_id = fct_complaint.placement_id
),
counts as (
    -- where both are, the records count: they say more, and both together would say everything twice
    select
        fct_complaint_count.*
    from fct_complaint_count
    inner join dim_placement
        on dim_placement.placement_id = fct_complaint_count.placement_id
    left join recorded_months
        on recorded_months.unit_id = dim_placement.unit_id
        and recorded_months.month = fct_complaint_count.month
    where recorded_months.month is null
)
select
    month,
    received_on as from_on,
    received_on as to_on,
    placement_id,
    line,
    channel,
    business,
    cause,
    journey_id,
    touchpoint_id,
    1::bigint as complaints,
    (case when repeat_of = '' then 1 else 0 end)::bigint as merged_complaints,
    (case when is_valid then 1 else 0 end)::bigint as valid_complaints,
    (case when is_suspected_agent then 1 else 0 end)::bigint as agent_complaints,
    (case when is_suspected_agent and repeat_of = '' then 1 else 0 end)::bigint as agent_merged_complaints,
    (case when is_suspected_agent and is_valid then 1 else 0 end)::bigint as agent_valid_complaints,
    (case when channel in (select member_id from regulator_line) then 1 else 0 end)::bigint as escalated_complaints,
    0::bigint as complaints_by_count
from fct_complaint
union all
select
    counts.month,
    counts.month as from_on,
    least(last_day(counts.month), build_info.data_until) as to_on,
    counts.placement_id,
    counts.line,
    counts.channel,
    counts.business,
    counts.cause,
    '' as journey_id,
    '' as touchpoint_id,
    counts.complaints::bigint as complaints,
    counts.complaints::bigint as merged_complaints,
    coalesce(least(counts.valid_complaints, counts.complaints), 0)::bigint as valid_complaints,
    0::bigint as agent_complaints,
    0::bigint as agent_merged_complaints,
    0::bigint as agent_valid_complaints,
    (
        case when counts.channel in (select member_id from regulator_line) then counts.complaints else 0 end
    )::bigint as escalated_complaints,
    counts.complaints::bigint as complaints_by_count
from counts
cross join build_info
order by
    month,
    placement_id,
    from_on
