-- One row per pair of surveys that seem to hold the same responses: how many are alike, and how many chance makes alike
with rules as (
    select
        max(case when name = 'overlap_least_responses' then value end) as least_responses,
        max(case when name = 'overlap_above_share' then value end) as above_share,
        max(case when name = 'overlap_above_chance_times' then value end) as above_chance_times
    from reg_rule
),
-- a bank with one survey has nothing to compare, and need not fingerprint its answers
several as (
    select survey_id
    from stg_survey
    where (select count(*) from stg_survey) > 1
),
rated as (
    select
        survey_id,
        response_id,
        sum(hash(touchpoint_id, kind, score)) as print
    from stg_rating
    inner join several using (survey_id)
    where state = 'valid'
    group by
        survey_id,
        response_id
),
answered as (
    select
        stg_answering.survey_id,
        stg_answering.respondent_key,
        date_trunc('minute', stg_answering.responded_at) as minute,
        stg_answering.unit_id,
        hash(stg_answering.recommend_state, stg_answering.recommend, rated.print) as print
    from stg_answering
    inner join several using (survey_id)
    left join rated
        on rated.survey_id = stg_answering.survey_id
        and rated.response_id = stg_answering.response_id
),
sizes as (
    select
        survey_id,
        count(*) as responses
    from answered
    group by survey_id
),
-- answers that one survey holds twice say nothing about another one
singular as (
    select
        survey_id,
        minute,
        unit_id,
        print
    from answered
    group by
        survey_id,
        minute,
        unit_id,
        print
    having count(*) = 1
),
alike as (
    select
        one.survey_id,
        other.survey_id as other_survey_id,
        count(*) as alike_responses,
        min(one.minute)::date as first_on,
        max(one.minute)::date as last_on
    from singular as one
    inner join singular as other
        on other.minute = one.minute
        and other.unit_id = one.unit_id
        and other.print = one.print
        and other.survey_id > one.survey_id
    group by
        one.survey_id,
        other.survey_id
),
-- the same comparison a week apart shows what coincidence does at the same hours and units
chance as (
    select
        one.survey_id,
        other.survey_id as other_survey_id,
        count(*) as alike_by_chance
    from singular as one
    inner join singular as other
        on other.minute = one.minute + interval 7 day
        and other.unit_id = one.unit_id
        and other.print = one.print
        and other.survey_id > one.survey_id
    group by
        one.survey_id,
        other.survey_id
),
people as (
    select distinct
        survey_id,
        respondent_key,
        minute
    from answered
    where respondent_key is not null
),
same_people as (
    select
        one.survey_id,
        other.survey_id as other_survey_id,
        count(*) as same_person_responses,
        min(one.minute)::date as first_on,
        max(one.minute)::date as last_on
    from people as one
    inner join people as other
        on other.respondent_key = one.respondent_key
        and other.minute = one.minute
        and other.survey_id > one.survey_id
    group by
        one.survey_id,
        other.survey_id
),
pairs as (
    select
        survey_id,
        other_survey_id,
        coalesce(alike.alike_responses, 0) as alike_responses,
        coalesce(chance.alike_by_chance, 0) as alike_by_chance,
        coalesce(same_people.same_person_responses, 0) as same_person_responses,
        least(alike.first_on, same_people.first_on) as first_on,
        greatest(alike.last_on, same_people.last_on) as last_on
    from alike
    full join same_people using (survey_id, other_survey_id)
    left join chance using (survey_id, other_survey_id)
)
select
    pairs.survey_id,
    pairs.other_survey_id,
    pairs.alike_responses,
    pairs.alike_by_chance,
    pairs.same_person_responses,
    least(one.responses, other.responses) as responses_of_smaller,
    pairs.first_on,
    pairs.last_on
from pairs
cross join rules
inner join sizes as one
    on one.survey_id = pairs.survey_id
inner join sizes as other
    on other.survey_id = pairs.other_survey_id
where
    (
        pairs.alike_responses >= rules.least_responses
        and pairs.alike_responses >= rules.above_share * least(one.responses, other.responses)
        and pairs.alike_responses >= rules.above_chance_times * pairs.alike_by_chance
    )
    or (
        pairs.same_person_responses >= rules.least_responses
        and pairs.same_person_responses >= rules.above_share * least(one.responses, other.responses)
    )
order by
    pairs.survey_id,
    pairs.other_survey_id
