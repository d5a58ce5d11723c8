-- One row per survey × month × placement that has responses: how completely and how attentively they were filled in
with rules as (
    select
        max(case when name = 'quick_below_usual_share' then value end) as quick_share,
        max(case when name = 'slow_above_usual_times' then value end) as slow_times
    from reg_rule
),
judged as (
    select
        fct_response.survey_id,
        fct_response.month,
        fct_response.placement_id,
        fct_response.is_partial,
        fct_response.is_suspected_repeat,
        -- quick and slow are told of whole answers alone: who left half-way was quick for another reason
        stg_answering.duration_seconds is not null and not fct_response.is_partial as is_timed,
        stg_answering.duration_seconds < rules.quick_share * core_pace.usual_seconds as is_quick,
        stg_answering.duration_seconds > rules.slow_times * core_pace.usual_seconds as is_slow,
        core_sameness.response_id is not null as is_rated,
        core_sameness.is_straight,
        core_sameness.is_straight_at_top
    from fct_response
    cross join rules
    inner join stg_answering
        on stg_answering.survey_id = fct_response.survey_id
        and stg_answering.response_id = fct_response.response_id
    left join core_pace
        on core_pace.survey_id = stg_answering.survey_id
        and core_pace.journey_id = stg_answering.journey_id
    left join core_sameness
        on core_sameness.survey_id = fct_response.survey_id
        and core_sameness.response_id = fct_response.response_id
)
select
    survey_id,
    month,
    placement_id,
    count(*) as responses,
    sum(case when is_partial then 1 else 0 end)::bigint as partial_responses,
    sum(case when is_timed then 1 else 0 end)::bigint as timed_responses,
    sum(case when is_timed and is_quick then 1 else 0 end)::bigint as quick_responses,
    sum(case when is_timed and is_slow then 1 else 0 end)::bigint as slow_responses,
    sum(case when is_rated then 1 else 0 end)::bigint as rated_responses,
    sum(case when is_straight then 1 else 0 end)::bigint as straight_responses,
    sum(case when is_straight_at_top then 1 else 0 end)::bigint as straight_top_responses,
    sum(case when is_suspected_repeat then 1 else 0 end)::bigint as suspected_repeat_responses
from judged
group by
    survey_id,
    month,
    placement_id
order by
    survey_id,
    month,
    placement_id
