-- One row per day on which a question changed: told by a reviewed link, or a new scale found that nobody has reviewed
with scales as (
    select
        survey_id,
        kind,
        touchpoint_id,
        format('{:g}–{:g}', scale_minimum, scale_maximum) as scale,
        min(month) as first_month
    from mart_rating_month
    where
        dimension = 'all'
        and ratings > 0
    group by
        survey_id,
        kind,
        touchpoint_id,
        scale_minimum,
        scale_maximum
),
followed as (
    select
        *,
        lag(scale) over question as scale_before,
        lag(first_month) over question as first_month_before
    from scales
    window question as (partition by survey_id, kind, touchpoint_id order by first_month, scale)
)
select
    survey_id,
    measure,
    touchpoint_id,
    break_on,
    what_changed,
    was,
    becomes,
    note,
    note_en,
    true as is_reviewed,
    reviewed_by,
    reviewed_on
from stg_link
union all
select
    followed.survey_id,
    followed.kind as measure,
    followed.touchpoint_id,
    followed.first_month as break_on,
    'scale' as what_changed,
    followed.scale_before as was,
    followed.scale as becomes,
    '' as note,
    '' as note_en,
    false as is_reviewed,
    '' as reviewed_by,
    null::date as reviewed_on
from followed
left join stg_link
    on stg_link.survey_id = followed.survey_id
    and stg_link.measure = followed.kind
    and stg_link.touchpoint_id = followed.touchpoint_id
    and stg_link.what_changed = 'scale'
where
    -- two scales that begin together stand beside each other; neither took the other's place
    followed.first_month > followed.first_month_before
    and stg_link.survey_id is null
order by
    survey_id,
    measure,
    touchpoint_id,
    break_on
