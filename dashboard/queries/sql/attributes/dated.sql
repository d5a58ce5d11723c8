-- One row per attribute and value that some unit has from a day on.
with
-- include having
named as (
    select
        member_id,
        sort_order
    from dim_member
    where dimension = 'attribute'
)

select
    having_it.attribute,
    having_it.value
from having_it
left join named on named.member_id = having_it.attribute
where having_it.from_on is not null
group by all
order by
    min(named.sort_order) nulls last,
    having_it.attribute,
    having_it.value
