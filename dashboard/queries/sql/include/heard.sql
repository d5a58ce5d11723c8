-- One row per text that passes every filter and lies in the days looked at; verbatims of one survey, never of several.
heard as (
    select
        document.document_id,
        document.told_on,
        document.score_group,
        document.source,
        document.placement_id
    from mart_document as document
    inner join placed on placed.placement_id = document.placement_id
    where
        document.told_on >= $from_on
        and document.told_on <= $to_on
        and (document.source <> 'verbatim' or document.survey_id = $survey)
        and ($source = '' or document.source = $source)
        and ($score_group = '' or document.score_group = $score_group)
        and ($any_line or document.line in $line)
        and ($any_channel or document.channel in $channel)
        and ($any_product or document.product in $product)
        and ($any_age_band or document.age_band in $age_band)
        and ($any_is_new_citizen or document.is_new_citizen in $is_new_citizen)
        and ($any_tier or document.tier in $tier)
        and ($any_journey or document.journey_id in $journey)
        and ($any_touchpoint or document.touchpoint_id in $touchpoint)
),
