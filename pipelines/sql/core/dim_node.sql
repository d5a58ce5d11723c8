-- One row per place in the tree of all chains that ever held: a unit below one chain of parents. A unit that moved has one
-- node for each place it had, so that the tree never changes; is_own is a parent's own records, beside its children's;
-- is_leaf: nothing stands below it
with parts as (
    select
        placement_id,
        string_split(chain, chr(31)) as ids
    from core_placement
),
steps as (
    select
        ids,
        unnest(range(1, len(ids) + 1)) as depth
    from parts
),
paths as (
    select distinct
        array_to_string(ids[1:depth], chr(31)) as path,
        array_to_string(ids[1:depth - 1], chr(31)) as parent_path,
        ids[depth] as unit_id,
        depth - 1 as level,
        false as is_own
    from steps
),
own as (
    select distinct
        core_placement.chain || chr(31) as path,
        core_placement.chain as parent_path,
        core_placement.unit_id,
        paths.level + 1 as level,
        true as is_own
    from core_placement
    inner join paths
        on paths.path = core_placement.chain
    where core_placement.chain in (select parent_path from paths)
),
named as (
    select
        *,
        (row_number() over (order by path))::integer as node_id
    from (
        select * from paths
        union all
        select * from own
    )
)
select
    named.node_id,
    above.node_id as parent_node_id,
    named.unit_id,
    named.level::integer as level,
    named.is_own,
    not exists (
        select 1
        from named as below
        where below.parent_path = named.path
    ) as is_leaf,
    named.path
from named
left join named as above
    on above.path = named.parent_path
    and not above.is_own
    and named.level > 0
order by named.node_id
