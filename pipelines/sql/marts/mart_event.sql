-- One row per dated happening: a campaign, a release, an outage; unit_id null concerns the whole bank. The education
-- events of one campaign and year are one of them, of the lowest unit that all of them lie under
with held as (
    select
        campaign,
        extract(year from started_on) as held_year,
        max(campaign_en) as campaign_en,
        min(started_on) as from_on,
        max(case when finished_on > started_on then finished_on else started_on end) as to_on,
        count(*) as activities
    from fct_activity
    where
        kind = 'education'
        and campaign <> ''
    group by
        campaign,
        extract(year from started_on)
),
above as (
    select
        fct_activity.campaign,
        extract(year from fct_activity.started_on) as held_year,
        bridge_placement_ancestor.ancestor_id,
        max(bridge_placement_ancestor.ancestor_level) as ancestor_level,
        count(*) as activities
    from fct_activity
    inner join bridge_placement_ancestor
        on bridge_placement_ancestor.placement_id = fct_activity.placement_id
    where
        fct_activity.kind = 'education'
        and fct_activity.campaign <> ''
    group by
        fct_activity.campaign,
        extract(year from fct_activity.started_on),
        bridge_placement_ancestor.ancestor_id
),
lowest as (
    select
        above.campaign,
        above.held_year,
        above.ancestor_id,
        above.ancestor_level,
        row_number() over (
            partition by above.campaign, above.held_year
            order by above.ancestor_level desc, above.ancestor_id
        ) as place
    from above
    inner join held
        on held.campaign = above.campaign
        and held.held_year = above.held_year
        and held.activities = above.activities
),
happened as (
    select
        event_id,
        name,
        name_en,
        kind,
        unit_id,
        from_on,
        to_on
    from stg_event
    union all
    select
        'education:' || held.campaign || ':' || held.held_year::varchar as event_id,
        held.campaign as name,
        held.campaign_en as name_en,
        'education' as kind,
        case when lowest.ancestor_level > 0 then lowest.ancestor_id end as unit_id,
        held.from_on,
        nullif(held.to_on, held.from_on) as to_on
    from held
    left join lowest
        on lowest.campaign = held.campaign
        and lowest.held_year = held.held_year
        and lowest.place = 1
)
select
    event_id,
    name,
    name_en,
    kind,
    unit_id,
    from_on,
    to_on
from happened
order by
    from_on,
    event_id
