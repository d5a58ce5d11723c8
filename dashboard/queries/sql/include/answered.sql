-- One row per response of one survey that passes every filter, with the group it counts in; freer cuts are read here.
-- ``month`` is the first day of the step it falls into: of its month, or of its week.
answered as (
    select
        fact.survey_id,
        fact.response_id,
        date_trunc($step, fact.responded_on)::date as month,
        fact.recommend,
        fact.recommend_state,
        fact.weight,
        fact.is_partial,
        placed.unit_id,
        coalesce(
            case $by
                when 'line' then fact.line
                when 'channel' then fact.channel
                when 'product' then fact.product
                when 'age_band' then fact.age_band
                when 'is_new_citizen' then fact.is_new_citizen
                when 'tier' then fact.tier
                when 'journey' then fact.journey_id
                when 'touchpoint' then fact.touchpoint_id
            end,
            ''
        ) as member_id
    from fct_response as fact
    inner join placed on placed.placement_id = fact.placement_id
    where
        fact.survey_id = $survey
        and fact.responded_on >= $from_on
        and fact.responded_on <= $to_on
        and ($any_line or coalesce(fact.line, '') in $line)
        and ($any_channel or coalesce(fact.channel, '') in $channel)
        and ($any_product or coalesce(fact.product, '') in $product)
        and ($any_age_band or coalesce(fact.age_band, '') in $age_band)
        and ($any_is_new_citizen or coalesce(fact.is_new_citizen, '') in $is_new_citizen)
        and ($any_tier or coalesce(fact.tier, '') in $tier)
        and ($any_journey or coalesce(fact.journey_id, '') in $journey)
        and ($any_touchpoint or coalesce(fact.touchpoint_id, '') in $touchpoint)
),
