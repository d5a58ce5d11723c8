-- One row per span, touchpoint, scale and unit group of one question: the shortest steps, in months, in which the group is
-- shown by itself, over all the places it had in the span; 99 where in none.
with
-- include placed
nodes as (
    select
        node.node_id,
        '' as unit_id
    from dim_node as node
    where
        not $by_unit
        and not node.is_own
        and case
            when $is_bank then node.parent_node_id is null
            else node.unit_id in $units and ($sees_all or node.unit_id in $visible)
        end
    union all
    select distinct
        node.node_id,
        node.unit_id
    from dim_node as node
    inner join bridge_placement_node as bridge on bridge.node_id = node.node_id
    inner join chosen on chosen.placement_id = bridge.placement_id
    where
        $by_unit
        and ((node.unit_id in $shown_units and not node.is_own) or (node.unit_id in $own_units and node.is_own))
        and ($sees_all or node.unit_id in $visible)
),

answered as (
    select
        mart.*,
        nodes.unit_id
    from mart_grain as mart
    inner join nodes on nodes.node_id = mart.node_id
    where
        mart.survey_id = $survey
        and mart.kind = $kind
        and mart.dimension = 'all'
        and ($any_rated or mart.touchpoint_id in $rated)
),

crossed as (
    select mart.*
    from mart_grain as mart
    inner join nodes on nodes.node_id = mart.node_id
    where
        mart.survey_id = $survey
        and mart.kind = $kind
        and mart.dimension = $crossing
        and ($any_rated or mart.touchpoint_id in $rated)
)

select
    answered.span_on,
    answered.touchpoint_id,
    answered.scale_minimum,
    answered.scale_maximum,
    answered.unit_id,
    max(coalesce(nullif(crossed.step_months, 0), 99))::integer as step_months
from answered
left join crossed
    on crossed.node_id = answered.node_id
    and crossed.span_on = answered.span_on
    and crossed.touchpoint_id = answered.touchpoint_id
    and crossed.scale_minimum = answered.scale_minimum
    and crossed.scale_maximum = answered.scale_maximum
group by all
order by all
