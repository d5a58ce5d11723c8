-- One row per cut × node × step × class with valid answers, for the nodes of core_cut_node: how many
select
    answered.cut_id,
    bridge.node_id,
    answered.period,
    answered.class_id,
    sum(answered.answers)::bigint as answers
from core_cut_answered as answered
inner join bridge_placement_node as bridge
    on bridge.placement_id = answered.placement_id
semi join core_cut_node as node
    on node.cut_id = answered.cut_id
    and node.node_id = bridge.node_id
group by
    answered.cut_id,
    bridge.node_id,
    answered.period,
    answered.class_id
