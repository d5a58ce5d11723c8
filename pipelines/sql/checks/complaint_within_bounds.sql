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
    or agent_complaints > complaints
    or agent_merged_complaints > least(agent_complaints, merged_complaints)
    or agent_valid_complaints > least(agent_complaints, valid_complaints)
    or escalated_complaints > complaints
    or complaints < 0
