-- One row per survey × month × placement × touchpoint × kind × scale × dimension × member: counts of ratings, by state
with facts as (
    select
        fct_rating.survey_id,
        fct_response.month,
        fct_response.placement_id,
        fct_rating.touchpoint_id,
        fct_rating.kind,
        fct_rating.scale_minimum,
        fct_rating.scale_maximum,
        fct_response.line,
        fct_response.channel,
        fct_response.product,
        fct_response.age_band,
        fct_response.is_new_citizen,
        fct_response.tier,
        fct_response.journey_id as journey,
        fct_rating.score,
        fct_rating.state,
        fct_rating.is_top,
        fct_rating.is_pain
    from fct_rating
    inner join fct_response
        on fct_response.survey_id = fct_rating.survey_id
        and fct_response.response_id = fct_rating.response_id
),
counted as (
    select
        survey_id,
        month,
        placement_id,
        touchpoint_id,
        kind,
        scale_minimum,
        scale_maximum,
        case
            when grouping(line) = 0 then 'line'
            when grouping(channel) = 0 then 'channel'
            when grouping(product) = 0 then 'product'
            when grouping(age_band) = 0 then 'age_band'
            when grouping(is_new_citizen) = 0 then 'is_new_citizen'
            when grouping(tier) = 0 then 'tier'
            when grouping(journey) = 0 then 'journey'
            else 'all'
        end as dimension,
        coalesce(line, channel, product, age_band, is_new_citizen, tier, journey, 'all') as member_id,
        sum(case when state = 'valid' then 1 else 0 end)::bigint as ratings,
        sum(case when is_top then 1 else 0 end)::bigint as top_box,
        sum(case when is_pain then 1 else 0 end)::bigint as pain_box,
        coalesce(sum(case when state = 'valid' then score end), 0.0)::double as score_sum,
        sum(case when state = 'not_used' then 1 else 0 end)::bigint as not_used,
        sum(case when state = 'off_scale' then 1 else 0 end)::bigint as off_scale,
        sum(case when state = 'blank' then 1 else 0 end)::bigint as blank
    from facts
    group by
        grouping sets (
            (survey_id, month, placement_id, touchpoint_id, kind, scale_minimum, scale_maximum),
            (survey_id, month, placement_id, touchpoint_id, kind, scale_minimum, scale_maximum, line),
            (survey_id, month, placement_id, touchpoint_id, kind, scale_minimum, scale_maximum, channel),
            (survey_id, month, placement_id, touchpoint_id, kind, scale_minimum, scale_maximum, product),
            (survey_id, month, placement_id, touchpoint_id, kind, scale_minimum, scale_maximum, age_band),
            (survey_id, month, placement_id, touchpoint_id, kind, scale_minimum, scale_maximum, is_new_citizen),
            (survey_id, month, placement_id, touchpoint_id, kind, scale_minimum, scale_maximum, tier),
            (survey_id, month, placement_id, touchpoint_id, kind, scale_minimum, scale_maximum, journey)
        )
)
select
    *
from counted
order by
    dimension,
    survey_id,
    month,
    touchpoint_id,
    placement_id,
    member_id
