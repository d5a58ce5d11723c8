-- One row per month × placement: customers and whatever else a rate may be divided by, as recorded for that unit itself
select
    stg_exposure.month,
    core_place.placement_id,
    coalesce(sum(stg_exposure.customers), 0)::bigint as customers,
    coalesce(sum(stg_exposure.transactions), 0)::bigint as transactions,
    coalesce(sum(stg_exposure.contacts), 0)::bigint as contacts,
    coalesce(sum(stg_exposure.staff), 0.0)::double as staff,
    coalesce(sum(stg_exposure.outlets), 0)::bigint as outlets
from stg_exposure
inner join core_place
    on core_place.given_unit_id = stg_exposure.unit_id
    and stg_exposure.month >= core_place.from_on
    and stg_exposure.month < core_place.to_on
group by
    stg_exposure.month,
    core_place.placement_id
order by
    stg_exposure.month,
    core_place.placement_id
