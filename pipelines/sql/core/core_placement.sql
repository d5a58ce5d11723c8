-- One row per unit × stay under one chain of parents, with closed dates on both sides so that a day finds its stay by comparison
select
    (row_number() over (order by chain, from_on))::integer as placement_id,
    unit_id,
    chain,
    from_on,
    to_on
from core_chain
