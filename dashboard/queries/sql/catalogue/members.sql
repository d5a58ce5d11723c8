-- One row per dimension and member that has a name, journeys and touchpoints among them.
with named as (
    select
        dimension,
        member_id,
        name,
        name_en,
        sort_order
    from dim_member
    where member_id <> ''
),

journeys as (
    select
        'journey' as dimension,
        journey_id as member_id,
        name,
        name_en,
        sort_order
    from dim_journey
),

touchpoints as (
    select
        'touchpoint' as dimension,
        touchpoint.touchpoint_id as member_id,
        touchpoint.name,
        touchpoint.name_en,
        row_number() over (
            order by
                journey.sort_order nulls first,
                touchpoint.journey_id nulls first,
                touchpoint.step_order,
                touchpoint.touchpoint_id
        ) as sort_order
    from dim_touchpoint as touchpoint
    left join dim_journey as journey on journey.journey_id = touchpoint.journey_id
)

select * from named
union all
select * from journeys
union all
select * from touchpoints
order by
    dimension,
    sort_order,
    member_id
