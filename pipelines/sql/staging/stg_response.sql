-- One row per response that counts; a dimension that was not recorded is '', which no member is called
select
    survey_id,
    response_id,
    recorded(journey_instance_id) as journey_instance_id,
    recorded(unit_id) as unit_id,
    recorded(line) as line,
    recorded(channel) as channel,
    recorded(product) as product,
    recorded(age_band) as age_band,
    case when is_new_citizen then 'yes' when not is_new_citizen then 'no' else '' end as is_new_citizen,
    recorded(tier) as tier,
    recorded(journey_id) as journey_id,
    recorded(touchpoint_id) as touchpoint_id,
    responded_at::date as responded_on,
    invited_at::date as invited_on,
    is_partial,
    coalesce(asked_contact, false) as has_asked_contact,
    replied_at::date as replied_on,
    case when recommend_state = 'valid' then recommend::tinyint end as recommend,
    recommend_state,
    weight,
    recorded(verbatim) as verbatim
from raw_survey_responses
anti join core_left_out using (survey_id, response_id)
