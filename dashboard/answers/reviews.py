"""Product reviews before launch: how many, what they find, whether they pass at once, and how long they take."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd

from dashboard.answers import series
from dashboard.answers.cells import Codes, tally
from dashboard.answers.once import once
from dashboard.answers.question import Question, ask
from dashboard.queries.builds import Build
from dashboard.queries.catalogue import Measure
from dashboard.queries.where import TooFineError
from dashboard.scopes import Scope
from dashboard.slices import Period, Slice
from dashboard.stats import durations, per_case
from dashboard.stats.constants import SIGNIFICANCE_LEVEL
from dashboard.values import Answer, ChangeCode, Key, Released, Verdict

ATTEMPTS = {"first": "reviews_passed_first", "second": "reviews_passed"}
"""Attempt -> the measure of who has passed by it."""
HORIZON_DAYS = 30.0
"""Working days up to which mean durations are compared; nearer where one of the two was not watched so long."""
COUNTED = ("submitted", "finished", "open")
DAYS = "review_days"


@once
def how_many(build: Build, chosen: Slice, scope: Scope) -> Answer:
    """How many reviews were submitted in the period, how many are open, and how much do the finished ones find?

    values: keys (("review", c),) of ``COUNTED``, counts; then (("review", "findings"),), findings per finished review
    with its interval, where any says how many. chart: ``unrecorded``, finished without a conclusion; ``undated``,
    marked as passed without a day on which they finished (they count as open).
    """
    question = ask("reviews.how_many", "reviews", build, chosen, scope)
    frame, why = cohort(question)
    if frame is None:
        return why
    columns = {"submitted": "reviews", "finished": "finished", "open": "open"}
    values: list[Released] = []
    for name in COUNTED:
        count = question.kind.sum(frame.assign(reviews=frame[columns[name]]), _one_cell(frame), 1)
        values += question.release([(("review", name),)], count, parts=[{}])
    values += [
        value for value in _findings(question, frame, _one_cell(frame), [(("review", "findings"),)]) if value.base
    ]
    return question.answer(
        values,
        chart={"decimals": 1, **{name: int(frame[name].sum()) for name in ("unrecorded", "undated")}},
    )


@once
def attempts(build: Build, chosen: Slice, scope: Scope) -> Answer:
    """Of all reviews submitted in the period, which share passed at once, and which after a second attempt?

    values: keys (("attempt", "first" | "second"),): the share passed by then, among all, those still open included.
    chart: ``counts``, {"first", "second", "not_passed", "open", "unrecorded"}, each review in one of them.
    """
    question = ask("reviews.attempts", "reviews_passed", build, chosen, scope)
    frame, why = cohort(question)
    if frame is None:
        return why
    values = [value for attempt in ATTEMPTS for value in _passed(question, frame, _one_cell(frame), attempt)]
    sums = {name: int(frame[name].sum()) for name in ("passed_first", "passed", "judged", "open", "unrecorded")}
    return question.answer(
        values,
        chart={
            "counts": {
                "first": sums["passed_first"],
                "second": sums["passed"] - sums["passed_first"],
                "not_passed": sums["judged"] - sums["passed"] - sums["open"],
                "open": sums["open"],
                "unrecorded": sums["unrecorded"],
            }
        },
    )


@once
def turnaround(build: Build, chosen: Slice, scope: Scope) -> Answer:
    """How many working days do reviews take, the open ones counted, and is that quicker than a year before?

    values: keys (("length", "median"),) with its interval, hidden while too many are open. verdicts: the change of the
    mean up to a common horizon (restricted mean) against the same months a year before; too few under the base from
    which a score may show, on either side. chart: ``curve`` {days, closed, low, high}, per cent finished by so many
    working days; ``slowest_tenth_days``, ``longest_finished_days``, ``oldest_open_days`` (None where there is none);
    ``horizon_days``; ``means``, {"now", "year_before"}, where both sides are enough; ``open``.
    Too few to tell the interval of the median: ``too_few_reviews``.
    """
    question = ask("reviews.turnaround", "reviews", build, chosen, scope)
    frame, why = cohort(question)
    if frame is None or question.period is None:
        return why
    watched = _watched(frame)
    if watched is None:
        return question.nothing("no_reviews")
    elapsed, is_finished = frame["elapsed_days"].to_numpy(float), frame["is_finished"].to_numpy(bool)
    longest, oldest = durations.longest(elapsed, is_finished)
    measure = question.catalogue.measures[DAYS]
    is_enough = watched.cases >= question.rules.interval_below
    verdicts, means = _against_year_before(question, watched)
    (median,) = _median(question, watched, (("length", "median"),))
    answer = question.answer(
        (median,),
        verdicts,
        chart={
            "unit": measure.unit,
            "decimals": measure.decimals,
            "is_higher_better": measure.is_higher_better,
            "share_rule": measure.interval_rule,
            "curve": durations.closed_curve(watched) if is_enough else None,
            "slowest_tenth_days": durations.percentile(watched, 0.9) if is_enough else None,
            "longest_finished_days": longest,
            "oldest_open_days": oldest,
            **means,
            "open": int(watched.open_cases),
        },
        labels={("measure", DAYS): measure.names},
        missing=None if is_enough or median.high is not None else "too_few_reviews",
    )
    return replace(answer, measure=DAYS)


@once
def by_unit(build: Build, chosen: Slice, scope: Scope) -> Answer:
    """The reviews of each unit: see ``_side_by_side``."""
    return _side_by_side("unit", build, chosen, scope)


@once
def by_line(build: Build, chosen: Slice, scope: Scope) -> Answer:
    """The reviews of each business line: see ``_side_by_side``."""
    return _side_by_side("line", build, chosen, scope)


def _side_by_side(dimension: str, build: Build, chosen: Slice, scope: Scope) -> Answer:
    """values: keys ((dimension, id),), how many were submitted, units in tree order; those without any are left out.

    chart: ``dimension``, and aligned with values ``open`` counts, ``findings``, ``passed_first``, ``passed`` and
    ``days`` (the median) as Released. Nothing is claimed about their order.
    """
    question = ask("reviews.by", "reviews", build, chosen, scope, by=dimension)
    frame, why = cohort(question)
    if frame is None or question.period is None:
        return why
    ids, codes = series.groups_of(question, dimension, question.inside(question.period))
    codes = codes[codes >= 0]
    keys: list[Key] = [((dimension, each),) for each in ids]
    open_ = tally(codes, frame["open"].to_numpy(float), len(ids))
    days = []
    for at, key in enumerate(keys):
        watched = _watched(frame[codes == at])
        days += [] if watched is None else list(_median(question, watched, key))
    return question.answer(
        question.release(keys, question.kind.sum(frame, codes, len(ids)), parts=[{}] * len(ids)),
        chart={
            "dimension": dimension,
            "own_units": tuple(unit for unit in question.where.own_units if unit in ids),
            "open": tuple(open_.astype(int).tolist()),
            "findings": _findings(question, frame, codes, keys),
            "passed_first": _passed(question, frame, codes, "first", keys),
            "passed": _passed(question, frame, codes, "second", keys),
            "days": tuple(days),
        },
    )


def cohort(question: Question, period: Period | None = None) -> tuple[pd.DataFrame | None, Answer]:
    """The reviews submitted in the period (of the question if none is given), or the answer that says why none."""
    span = period or question.period
    if (missing := question.absent()) is not None or span is None:
        return None, question.nothing(missing or "no_reviews")
    try:
        frame = question.read.frame[question.inside(span)]
    except TooFineError as fault:
        return None, question.nothing("cut_too_fine", fault.widen)
    return (None if frame.empty else frame), question.nothing("no_reviews")


def _one_cell(frame: pd.DataFrame) -> Codes:
    return np.zeros(len(frame), dtype=np.int64)


def _watched(frame: pd.DataFrame) -> durations.Survival | None:
    """How long these reviews took, in working days; None for none."""
    return durations.survival(
        frame["elapsed_days"].to_numpy(float),
        frame["is_finished"].to_numpy(bool),
        frame["reviews"].to_numpy(float),
    )


def _median(question: Question, watched: durations.Survival, key: Key) -> tuple[Released, ...]:
    return _told(question, DAYS, [key], durations.percentile_estimate(watched))


def _findings(question: Question, frame: pd.DataFrame, codes: Codes, keys: list[Key]) -> tuple[Released, ...]:
    found, many = frame["findings"].fillna(0).to_numpy(float), frame["reviews"].to_numpy(float)
    known = many * frame["findings"].notna().to_numpy(float)
    total, squares, cases = (tally(codes, each, len(keys)) for each in (many * found, many * found**2, known))
    return _told(question, "review_findings", keys, per_case.mean(total, squares, cases))


def _passed(
    question: Question, frame: pd.DataFrame, codes: Codes, attempt: str, keys: list[Key] | None = None
) -> tuple[Released, ...]:
    of = question.of_measure(ATTEMPTS[attempt])
    named = keys if keys is not None else [(("attempt", attempt),)]
    return of.release(named, of.kind.sum(frame, codes, len(named)))


def _told(question: Question, measure: str, keys: list[Key], estimate: Any) -> tuple[Released, ...]:
    """An estimate of another measure of the register, for cells that have nothing else to them."""
    found: Measure = question.catalogue.measures[measure]
    frame = pd.DataFrame({"reviews": np.zeros(len(keys)), "is_freer": False})
    cells = question.kind.sum(frame, np.arange(len(keys)), len(keys))
    return question.release(keys, cells, estimate, measure=found, parts=[{}] * len(keys))


def _against_year_before(question: Question, now: durations.Survival) -> tuple[tuple[Verdict, ...], dict[str, Any]]:
    """The change of the restricted mean against the same months a year before, and what it was worked out from."""
    nothing: dict[str, Any] = {"horizon_days": None, "means": None}
    if question.period is None:
        return (), nothing
    frame, _ = cohort(question, question.period.shifted(-12))
    then = None if frame is None or question.period.months > 12 else _watched(frame)
    if then is None:
        return (), nothing
    if min(now.cases, then.cases) < question.rules.interval_below:
        return (Verdict("change", "too_few", "year_before"),), nothing
    horizon = durations.common_horizon(now, then, HORIZON_DAYS)
    if horizon <= 0:
        return (), nothing
    gap = durations.mean_difference(now, then, horizon)
    code: ChangeCode = "no_clear_change"
    if gap.p_value <= SIGNIFICANCE_LEVEL:
        code = "rose" if gap.days > 0 else "fell"
    is_good = None if code == "no_clear_change" else code == "fell"
    verdict = Verdict("change", code, "year_before", gap.days, gap.low, gap.high, gap.p_value, is_good)
    means = {"now": gap.mean_first, "year_before": gap.mean_second}
    return (verdict,), {"horizon_days": horizon, "means": means}
