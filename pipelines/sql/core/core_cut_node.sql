-- One row per cut × node below (or at) one that has enough answers of every class in every step of the cut, or none of it;
-- is_shown: by the steps of the cut, whatever the class. What lies below others need not be looked at
with rules as (
    select value as limit_answers
    from reg_rule
    where name = 'base_hidden_below'
),
cuts as (
    select distinct
        cut_id,
        question_id,
        span_on,
        step
    from core_class
),
shown as (
    select
        cuts.cut_id,
        shown.node_id
    from cuts
    inner join core_shown_step as shown
        on shown.question_id = cuts.question_id
        and shown.span_on = cuts.span_on
        and shown.step = cuts.step
),
cells as (
    select
        answered.cut_id,
        shown.node_id,
        answered.period,
        answered.class_id,
        sum(answered.answers) as answers
    from shown
    inner join bridge_placement_node as bridge
        on bridge.node_id = shown.node_id
    inner join core_cut_answered as answered
        on answered.cut_id = shown.cut_id
        and answered.placement_id = bridge.placement_id
    where shown.node_id in (select parent_node_id from dim_node)
    group by
        answered.cut_id,
        shown.node_id,
        answered.period,
        answered.class_id
),
parents as (
    select
        cells.cut_id,
        cells.node_id
    from cells
    cross join rules
    group by
        cells.cut_id,
        cells.node_id
    having min(cells.answers) >= any_value(rules.limit_answers)
)
select
    above.cut_id,
    dim_node.node_id,
    coalesce(dim_node.parent_node_id, 0) as parent_node_id,
    here.node_id is not null as is_shown
from parents as above
inner join dim_node
    on coalesce(dim_node.parent_node_id, dim_node.node_id) = above.node_id
left join shown as here
    on here.cut_id = above.cut_id
    and here.node_id = dim_node.node_id
