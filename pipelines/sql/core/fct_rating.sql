-- One row per response × touchpoint × kind; the top two boxes of the question's own scale are "top", its lower half is "pain"
select
    stg_rating.survey_id,
    stg_rating.response_id,
    stg_rating.touchpoint_id,
    stg_rating.kind,
    stg_rating.score,
    stg_rating.state,
    stg_rating.scale_minimum,
    stg_rating.scale_maximum,
    -- on a scale of two points two boxes would be everybody: there the upper one alone is "top"
    stg_rating.state = 'valid'
        and stg_rating.score
            >= stg_rating.scale_maximum - case when stg_rating.scale_maximum - stg_rating.scale_minimum >= 2 then 1 else 0 end
        as is_top,
    case
        when stg_rating.state <> 'valid' then false
        when stg_rating.scale_minimum = 0 and stg_rating.scale_maximum = 10 then stg_rating.score <= 6
        else stg_rating.score < (stg_rating.scale_minimum + stg_rating.scale_maximum) / 2
    end as is_pain
from stg_rating
inner join stg_response
    on stg_response.survey_id = stg_rating.survey_id
    and stg_response.response_id = stg_rating.response_id
