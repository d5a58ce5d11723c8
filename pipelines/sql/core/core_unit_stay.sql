-- One row per stay of a unit under one parent; every build has exactly one root, and stays cover all time without gaps
with stays as (
    select
        *
    from stg_unit_stay
),
parentless as (
    select
        count(distinct unit_id) as roots
    from stays
    where parent_id is null
),
bank_unit as (
    -- several roots, or none: the bank itself stands above them, so that "the whole bank" is always one unit
    select
        case when exists (select 1 from stays where unit_id = 'bank') then '__bank__' else 'bank' end as unit_id,
        build_origin.bank_name as name,
        build_origin.bank_name_en as name_en,
        parentless.roots <> 1 as is_needed
    from build_origin
    cross join parentless
),
adopted as (
    select
        stays.unit_id,
        coalesce(stays.parent_id, case when bank_unit.is_needed then bank_unit.unit_id end) as parent_id,
        stays.name,
        stays.name_en,
        stays.level_name,
        stays.level_name_en,
        stays.opened_on,
        stays.closed_on,
        stays.sort_order,
        stays.from_on,
        stays.to_on
    from stays
    cross join bank_unit
),
above as (
    select
        unit_id,
        null::varchar as parent_id,
        name,
        name_en,
        '' as level_name,
        '' as level_name_en,
        null::date as opened_on,
        null::date as closed_on,
        0 as sort_order,
        date '0001-01-01' as from_on,
        date '9999-12-31' as to_on
    from bank_unit
    where is_needed
)
select * from adopted
union all
select * from above
