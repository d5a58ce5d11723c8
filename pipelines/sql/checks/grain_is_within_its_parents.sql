-- One row per node that is shown in shorter steps than the one above it, or by a dimension in steps it is not shown in
select
    below.survey_id,
    below.kind,
    below.touchpoint_id,
    below.dimension,
    below.span_on,
    below.node_id
from mart_grain as below
inner join dim_node
    on dim_node.node_id = below.node_id
left join mart_grain as above
    on above.node_id = dim_node.parent_node_id
    and above.dimension = below.dimension
    and above.survey_id = below.survey_id
    and above.kind = below.kind
    and above.touchpoint_id = below.touchpoint_id
    and above.scale_minimum = below.scale_minimum
    and above.scale_maximum = below.scale_maximum
    and above.span_on = below.span_on
left join mart_grain as whole
    on whole.dimension = 'all'
    and whole.node_id = below.node_id
    and whole.survey_id = below.survey_id
    and whole.kind = below.kind
    and whole.touchpoint_id = below.touchpoint_id
    and whole.scale_minimum = below.scale_minimum
    and whole.scale_maximum = below.scale_maximum
    and whole.span_on = below.span_on
where
    below.step_months > 0
    and (
        (dim_node.parent_node_id is not null and coalesce(above.step_months, 0) not between 1 and below.step_months)
        or coalesce(whole.step_months, 0) not between 1 and below.step_months
    )
