-- One row per row of mart_complaint_month whose parts exceed their whole
select
    month,
    placement_id,
    dimension,
    member_id
from mart_complaint_month
where
    merged_complaints > complaints
    or valid_complaints > complaints
    or complaints_by_count > complaints
    or complaints < 0
