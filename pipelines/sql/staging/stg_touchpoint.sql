-- One row per touchpoint that the bank described
select
    touchpoint_id,
    recorded(journey_id) as journey_id,
    name,
    nullif(recorded(name_en), '') as name_en,
    step_order,
    nullif(recorded(stage), '') as stage,
    nullif(recorded(stage_en), '') as stage_en,
    nullif(recorded(channel), '') as channel,
    is_front_stage
from raw_touchpoints
