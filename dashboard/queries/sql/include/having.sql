-- One row per span in which a unit has an attribute; one that only says yes has no value, one that says no is none.
having_it as (
    select
        unit_id,
        attribute,
        case
            when lower(coalesce(value, '')) in ('是', '有', 'yes', 'true', 'y', '1') then ''
            else coalesce(value, '')
        end as value,
        from_on,
        to_on
    from dim_unit_attribute
    where lower(coalesce(value, '')) not in ('否', '无', 'no', 'false', 'n', '0')
),
