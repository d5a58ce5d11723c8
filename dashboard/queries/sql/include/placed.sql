-- One row per placement and group it counts in. Without grouping there is one group, ''; by unit, a placement counts in
-- each shown unit above it, and in its own unit where a chosen unit's own records are shown beside its children.
-- A placement under two chosen units that lie within each other stands once. Units outside the scope never match.
chosen as (
    select placement_id
    from dim_placement
    where
        $is_bank
        or placement_id in (
            select placement_id
            from bridge_placement_ancestor
            where
                ancestor_id in $units
                and ($sees_all or ancestor_id in $visible)
        )
),

placed as (
    select
        placement_id,
        '' as unit_id
    from chosen
    where not $by_unit
    union
    select
        chosen.placement_id,
        bridge.ancestor_id as unit_id
    from chosen
    inner join bridge_placement_ancestor as bridge on bridge.placement_id = chosen.placement_id
    where
        $by_unit
        and bridge.ancestor_id in $shown_units
        and ($sees_all or bridge.ancestor_id in $visible)
    union
    select
        chosen.placement_id,
        placement.unit_id
    from chosen
    inner join dim_placement as placement on placement.placement_id = chosen.placement_id
    where
        $by_unit
        and placement.unit_id in $own_units
        and ($sees_all or placement.unit_id in $visible)
),
