-- One row per tree of the experience index × node, parents before children: root, dimension, journey, touchpoint, measure
with rated as (
    select distinct
        touchpoint_id,
        kind
    from fct_rating
    where state = 'valid'
),
places as (
    -- the journey of a touchpoint; 'overall', a survey's own question about the whole, stands for a journey of its own
    select
        touchpoint_id,
        case when touchpoint_id = 'overall' then 'overall' else journey_id end as journey_id,
        name,
        name_en,
        step_order
    from dim_touchpoint
    where
        touchpoint_id = 'overall'
        or journey_id is not null
),
journeys as (
    select
        journey_id,
        name,
        name_en,
        sort_order
    from dim_journey
    union all
    select
        'overall',
        '总体评价',
        'Overall rating',
        1000000
),
named as (
    select
        reg_index_journey.tree_from,
        reg_index_journey.dimension_id,
        journeys.journey_id,
        reg_index_journey.weight
    from reg_index_journey
    inner join journeys
        on journeys.journey_id = reg_index_journey.journey_id
    union all
    -- every journey that the tree does not name
    select
        others.tree_from,
        others.dimension_id,
        journeys.journey_id,
        others.weight
    from reg_index_journey as others
    inner join journeys
        on journeys.journey_id <> 'overall'
    where
        others.journey_id = '*'
        and not exists (
            select 1
            from reg_index_journey as own
            where
                own.tree_from = others.tree_from
                and own.journey_id = journeys.journey_id
        )
),
leaves as (
    select
        named.tree_from,
        named.dimension_id,
        named.journey_id,
        places.touchpoint_id,
        rated.kind,
        named.weight as journey_weight,
        coalesce(reg_index_touchpoint.weight, 1.0) as touchpoint_weight,
        reg_index_measure.weight as measure_weight,
        reg_index_dimension.weight as dimension_weight,
        reg_index_dimension.name as dimension_name,
        reg_index_dimension.name_en as dimension_name_en,
        reg_index_dimension.place as dimension_place,
        journeys.name as journey_name,
        journeys.name_en as journey_name_en,
        journeys.sort_order as journey_place,
        places.name as touchpoint_name,
        places.name_en as touchpoint_name_en,
        places.step_order
    from named
    inner join reg_index_dimension
        on reg_index_dimension.tree_from = named.tree_from
        and reg_index_dimension.dimension_id = named.dimension_id
    inner join journeys
        on journeys.journey_id = named.journey_id
    inner join places
        on places.journey_id = named.journey_id
    inner join rated
        on rated.touchpoint_id = places.touchpoint_id
    inner join reg_index_measure
        on reg_index_measure.tree_from = named.tree_from
        and reg_index_measure.kind = rated.kind
    left join reg_index_touchpoint
        on reg_index_touchpoint.tree_from = named.tree_from
        and reg_index_touchpoint.touchpoint_id = places.touchpoint_id
    where
        named.weight > 0
        and reg_index_dimension.weight > 0
        and coalesce(reg_index_touchpoint.weight, 1.0) > 0
        and reg_index_measure.weight > 0
),
nodes as (
    select distinct
        tree_from,
        'index' as node_id,
        '' as parent_id,
        'root' as level,
        '体验指数' as name,
        'Experience index' as name_en,
        1.0 as weight,
        '' as journey_id,
        '' as touchpoint_id,
        '' as kind,
        0 as depth,
        0 as dimension_place,
        0 as journey_place,
        0 as step_order
    from leaves
    union
    select
        tree_from,
        dimension_id,
        'index',
        'dimension',
        dimension_name,
        dimension_name_en,
        dimension_weight,
        '',
        '',
        '',
        1,
        dimension_place,
        0,
        0
    from leaves
    union
    select
        tree_from,
        dimension_id || '/' || journey_id,
        dimension_id,
        'journey',
        journey_name,
        journey_name_en,
        journey_weight,
        journey_id,
        '',
        '',
        2,
        dimension_place,
        journey_place,
        0
    from leaves
    union
    select
        tree_from,
        dimension_id || '/' || journey_id || '/' || touchpoint_id,
        dimension_id || '/' || journey_id,
        'touchpoint',
        touchpoint_name,
        touchpoint_name_en,
        touchpoint_weight,
        journey_id,
        touchpoint_id,
        '',
        3,
        dimension_place,
        journey_place,
        step_order
    from leaves
    union
    select
        tree_from,
        dimension_id || '/' || journey_id || '/' || touchpoint_id || '/' || kind,
        dimension_id || '/' || journey_id || '/' || touchpoint_id,
        'measure',
        kind,
        kind,
        measure_weight,
        journey_id,
        touchpoint_id,
        kind,
        4,
        dimension_place,
        journey_place,
        step_order
    from leaves
)
select
    tree_from,
    node_id,
    parent_id,
    level,
    name,
    name_en,
    weight,
    journey_id,
    touchpoint_id,
    kind,
    row_number() over (
        partition by tree_from
        order by dimension_place, journey_place, step_order, node_id
    )::integer as place
from nodes
order by
    tree_from,
    place
