-- One row per different comment of those who failed at both touchpoints, the newest first, and how many comments there
-- are. A passage that several responses tell of speaks with the last of them. Units outside the scope are not read.
with
-- include placed
-- include answered
told as (
    select
        fact.responded_on as told_on,
        placement.unit_id,
        answered.response_id,
        verbatim.text,
        case
            when fact.recommend >= 9 then 'promoter'
            when fact.recommend >= 7 then 'passive'
            when fact.recommend >= 0 then 'detractor'
            else ''
        end as score_group,
        row_number() over (
            partition by verbatim.text
            order by
                fact.responded_on desc,
                answered.response_id
        ) as place,
        count(*) over ()::bigint as documents
    from answered
    inner join fct_pain as one
        on one.survey_id = answered.survey_id
        and one.response_id = answered.response_id
        and one.touchpoint_id = $first
        and one.is_pain
    inner join fct_pain as other
        on other.passage = one.passage
        and other.touchpoint_id = $second
        and other.is_pain
    inner join verbatim
        on verbatim.survey_id = answered.survey_id
        and verbatim.response_id = answered.response_id
    inner join fct_response as fact
        on fact.survey_id = answered.survey_id
        and fact.response_id = answered.response_id
    inner join dim_placement as placement on placement.placement_id = fact.placement_id
    where
        $sees_all
        or fact.placement_id in (
            select placement_id
            from bridge_placement_ancestor
            where ancestor_id in $visible
        )
)

select
    told_on,
    score_group,
    unit_id,
    text,
    documents
from told
where place = 1
order by
    told_on desc,
    response_id
limit $most_texts
