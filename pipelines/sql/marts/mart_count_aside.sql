-- One row per month × placement whose counts of complaints are set aside, because the unit's complaints of that month are there
with recorded_months as (
    select
        fct_complaint.month,
        dim_placement.unit_id,
        count(*) as recorded_complaints
    from fct_complaint
    inner join dim_placement
        on dim_placement.placement_id = fct_complaint.placement_id
    group by
        fct_complaint.month,
        dim_placement.unit_id
)
select
    fct_complaint_count.month,
    fct_complaint_count.placement_id,
    sum(fct_complaint_count.complaints)::bigint as counted_complaints,
    any_value(recorded_months.recorded_complaints)::bigint as recorded_complaints
from fct_complaint_count
inner join dim_placement
    on dim_placement.placement_id = fct_complaint_count.placement_id
inner join recorded_months
    on recorded_months.unit_id = dim_placement.unit_id
    and recorded_months.month = fct_complaint_count.month
group by
    fct_complaint_count.month,
    fct_complaint_count.placement_id
order by
    fct_complaint_count.month,
    fct_complaint_count.placement_id
