-- One row per question × span × node with valid answers, and per dimension by which its members can be told apart there: the
-- release grain, that is the shortest steps (1, 3 or 12 months) in which the node is shown by itself; 0: only in a pool.
--
-- What may be asked without further limits is a sum of blocks. Without a dimension a block is a shown node, or the children
-- of one that are not shown, in one step of the span; with a dimension it is such a group, by the cut's own nodes, × one
-- class of members × one step of the cut. Every block holds at least the limit (base_hidden_below), or nobody.
--
-- Why no sum or difference of such answers gives fewer than the limit away. Take any combination f of blocks that counts
-- each respondent 0 or 1 times and counts fewer than the limit; then it counts nobody.
-- 1. By month. f is a(month) on a group of months' blocks plus something that is the same all through a quarter. For two
--    months of a quarter with answers in one group, the year's groups that answered in both gave at least the limit in
--    each (core_shown, "linked"). If a differed, f would be 1 on all of these in one of the months: too many. So a is the
--    same in all months of the quarter that have answers, and f is a combination of blocks by quarter and year alone.
-- 2. By quarter: the same within the span, so f is a combination of blocks by year alone.
-- 3. By year the blocks do not overlap, and each holds at least the limit: f counts none of them.
-- 4. With one dimension: f is a(class) on a group and step of the cut, plus something that does not depend on the class.
--    Each class is linked with the largest (core_cut_kept), so a is the same for all classes, and their sum is a sum of
--    blocks without a dimension; go to 1.
-- Two dimensions at once are not covered by this: that nothing leaks where they overlap is shown by attacking built banks.
-- Nor is the next build: who compares two of them learns what came in between.
with steps as (
    select
        question_id,
        span_on,
        node_id,
        min(case step when 'month' then 1 when 'quarter' then 3 else 12 end) as step_months
    from core_shown_step
    group by
        question_id,
        span_on,
        node_id
),
cuts as (
    select distinct
        cut_id,
        question_id,
        span_on,
        dimension,
        case step when 'month' then 1 when 'quarter' then 3 else 12 end as step_months
    from core_class
),
grains as (
    select
        ever.question_id,
        ever.span_on,
        'all' as dimension,
        ever.node_id,
        coalesce(steps.step_months, 0) as step_months
    from core_shown_ever as ever
    left join steps
        on steps.question_id = ever.question_id
        and steps.span_on = ever.span_on
        and steps.node_id = ever.node_id
    union all
    select
        cuts.question_id,
        cuts.span_on,
        cuts.dimension,
        shown.node_id,
        cuts.step_months
    from core_cut_shown as shown
    inner join cuts
        on cuts.cut_id = shown.cut_id
)
select
    core_question.survey_id,
    core_question.kind,
    core_question.touchpoint_id,
    core_question.scale_minimum,
    core_question.scale_maximum,
    grains.dimension,
    grains.span_on,
    grains.node_id,
    grains.step_months::integer as step_months
from grains
inner join core_question
    on core_question.question_id = grains.question_id
order by
    grains.dimension,
    core_question.survey_id,
    core_question.kind,
    grains.node_id,
    core_question.touchpoint_id,
    grains.span_on
