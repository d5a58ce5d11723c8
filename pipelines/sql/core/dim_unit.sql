-- One row per unit as it stands on the last day of the data; its path of names is unlike every other unit's
with stays as (
    select
        core_unit_stay.*,
        core_reach.data_until >= from_on and core_reach.data_until < to_on as is_present
    from core_unit_stay
    cross join core_reach
),
lives as (
    select
        unit_id,
        min(opened_on) as opened_on,
        max(closed_on) as closed_on
    from stays
    group by unit_id
),
present as (
    select
        *
    from stays
    where is_present
),
labelled as (
    -- siblings of one name (营业部 …) are told apart by their ids
    select
        unit_id,
        name || case when count(*) over (partition by parent_id, name) > 1 then ' (' || unit_id || ')' else '' end
            as label,
        name_en
            || case when count(*) over (partition by parent_id, name_en) > 1 then ' (' || unit_id || ')' else '' end
            as label_en
    from present
),
places as (
    select
        core_placement.unit_id,
        core_placement.placement_id
    from core_placement
    cross join core_reach
    where
        core_reach.data_until >= core_placement.from_on
        and core_reach.data_until < core_placement.to_on
),
paths as (
    select
        places.unit_id,
        (max(bridge_placement_ancestor.ancestor_level))::integer as level,
        string_agg(labelled.label, ' / ' order by bridge_placement_ancestor.ancestor_level) as path,
        string_agg(labelled.label_en, ' / ' order by bridge_placement_ancestor.ancestor_level) as path_en
    from places
    inner join bridge_placement_ancestor
        on bridge_placement_ancestor.placement_id = places.placement_id
    inner join labelled
        on labelled.unit_id = bridge_placement_ancestor.ancestor_id
    group by places.unit_id
)
select
    present.unit_id,
    present.parent_id,
    present.name,
    present.name_en,
    paths.level,
    present.level_name,
    present.level_name_en,
    -- names may hold the separator themselves; what is then still alike is told apart by id
    paths.path || case when count(*) over (partition by paths.path) > 1 then ' [' || present.unit_id || ']' else '' end
        as path,
    paths.path_en
        || case when count(*) over (partition by paths.path_en) > 1 then ' [' || present.unit_id || ']' else '' end
        as path_en,
    lives.opened_on,
    lives.closed_on,
    (row_number() over (order by paths.level, present.sort_order nulls last, present.unit_id))::integer as sort_order
from present
inner join lives
    on lives.unit_id = present.unit_id
inner join paths
    on paths.unit_id = present.unit_id
order by
    paths.level,
    present.sort_order nulls last,
    present.unit_id
