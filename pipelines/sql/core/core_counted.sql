-- One row per question × month × node with valid answers: how many, whatever else they are
select
    core_answered.question_id,
    core_answered.span_on,
    core_answered.month,
    bridge_placement_node.node_id,
    sum(core_answered.answers)::bigint as answers
from core_answered
inner join bridge_placement_node
    on bridge_placement_node.placement_id = core_answered.placement_id
where core_answered.dimension = 'all'
group by
    core_answered.question_id,
    core_answered.span_on,
    core_answered.month,
    bridge_placement_node.node_id
