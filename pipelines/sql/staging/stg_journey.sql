-- One row per journey that the bank described
select
    journey_id,
    name,
    nullif(recorded(name_en), '') as name_en,
    sort_order
from raw_journeys
