-- One row per question × span × placement with valid answers: what it is told apart as by {period}, the deepest node above
-- it that is shown, or that node's pool (negative) where children of that node are shown beside it
with deepest as (
    select
        answered.question_id,
        answered.span_on,
        answered.placement_id,
        arg_max(shown.node_id, dim_node.level) as node_id
    from core_atom_ever as answered
    inner join bridge_placement_node as bridge
        on bridge.placement_id = answered.placement_id
    inner join core_shown_{period} as shown
        on shown.question_id = answered.question_id
        and shown.span_on = answered.span_on
        and shown.node_id = bridge.node_id
    inner join dim_node
        on dim_node.node_id = bridge.node_id
    group by
        answered.question_id,
        answered.span_on,
        answered.placement_id
),
parents as (
    select distinct
        shown.question_id,
        shown.span_on,
        dim_node.parent_node_id as node_id
    from core_shown_{period} as shown
    inner join dim_node
        on dim_node.node_id = shown.node_id
)
select
    deepest.question_id,
    deepest.span_on,
    deepest.placement_id,
    case when parents.node_id is null then deepest.node_id else -deepest.node_id end as atom_id
from deepest
left join parents
    on parents.question_id = deepest.question_id
    and parents.span_on = deepest.span_on
    and parents.node_id = deepest.node_id
