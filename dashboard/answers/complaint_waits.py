"""Where does a complaint wait on its way, and is it waiting less than before? In working days, open ones counted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

import numpy as np
import pandas as pd

from dashboard.answers.cells import Estimated, Summed
from dashboard.answers.changes import Against
from dashboard.answers.once import once
from dashboard.answers.question import Question, ask
from dashboard.queries import cases
from dashboard.queries.builds import Build
from dashboard.queries.catalogue import Measure
from dashboard.queries.where import TooFineError
from dashboard.scopes import Scope
from dashboard.slices import MONTHS_OF, Period, Slice
from dashboard.stats import durations, families
from dashboard.stats.errors import TooLittleDataError
from dashboard.values import Answer, Key, Missing, Released, Verdict

FIRST_TIMES = ("accept", "handle", "report", "tell")
"""The four first times 第一时间: accepted, handled until decided, reported, the customer told."""
WHOLE = "whole"
"""From receipt until the customer is told what was decided."""
HAND_OVERS = ("down", "up", "across", "within", "unplaced")
"""From head office to a branch, back, from branch to branch, inside head office, and units not recorded."""
UNIT = "working_days"
PROMPT_DAYS = 1
"""By the next working day."""
HORIZON_DAYS = 20
"""Working days to which means are counted: four weeks."""
LEAST_HORIZON_DAYS = 5
KIND = "business"
"""The same mix of cases: of types of business."""


@dataclass(frozen=True, eq=False)
class Compared:
    """One comparison of two lots of waits: both restricted means, and the difference."""

    means: tuple[Estimated, Estimated]
    found: durations.MeanDifference


@once
def first_times(build: Build, chosen: Slice, scope: Scope) -> Answer:
    """How long until the complaints received in the period were accepted, handled, reported and told, and all in all?

    values: keys (("wait", s),) of ``FIRST_TIMES`` and ``WHOLE``, the median in working days with its interval (Kaplan–
    Meier); hidden where more than half are open; a step that nobody took here is left out. base: complaints that came
    to it. chart: ``waits``, step -> {"ended", "open", "left" (merged, or answered without it), "oldest_open_days",
    "slowest_tenth_days" (None while too many are open)}; ``promptly``, step -> the share by the next working day.
    """
    return _told("complaints.first_times", build, chosen, scope, (*FIRST_TIMES, WHOLE), "no_clocks")


@once
def hand_overs(build: Build, chosen: Slice, scope: Scope) -> Answer:
    """How long did complaints received in the period wait, each time they were handed on, until the next unit took a
    step?

    As ``first_times``, of ``HAND_OVERS``. base: hand-overs; a complaint waits as often as it is handed on.
    """
    return _told("complaints.hand_overs", build, chosen, scope, HAND_OVERS, "no_hand_overs")


@once
def hand_overs_by_unit(build: Build, chosen: Slice, scope: Scope) -> Answer:
    """The same with all directions together per unit below, of the complaints about it; is it slower than the others?

    values: keys (("unit", id),), medians as in ``hand_overs``. verdicts: comparison with all the rest by the log-rank
    test, Benjamini–Hochberg over the units with enough; higher: waits longer. chart: ``dimension``, ``compared``,
    ``own_units``, ``waits`` by unit, ``whole`` the value of all together.
    """
    question, everyone, why = _read("complaints.hand_overs_by_unit", build, chosen, scope, "")
    grouped, frame, _ = _read("complaints.hand_overs_by_unit", build, chosen, scope, "unit")
    if everyone is None or frame is None:
        return why
    all_of, by_unit = (each[each["step"].isin(HAND_OVERS)] for each in (everyone, frame))
    ids = [unit for unit in (*grouped.where.own_units, *grouped.where.shown_units) if (by_unit["group"] == unit).any()]
    if all_of.empty or not ids:
        return question.nothing("no_hand_overs")
    parts = [by_unit[by_unit["group"] == unit] for unit in ids]
    keys: list[Key] = [(("unit", unit),) for unit in ids]
    values = [value for key, part in zip(keys, parts, strict=True) for value in _median(grouped, key, part)]
    verdicts, looked_at = _apart(grouped, parts, all_of)
    (whole,) = _median(question, (), all_of)
    return grouped.answer(
        values,
        verdicts,
        {
            "unit": UNIT,
            "decimals": 0,
            "dimension": "unit",
            "compared": tuple(ids),
            "own_units": tuple(unit for unit in grouped.where.own_units if unit in ids),
            "waits": {unit: _counts(part) for unit, part in zip(ids, parts, strict=True)},
            "whole": whole,
        },
        comparisons=max(looked_at, 1),
        notes=_notes(all_of),
    )


@once
def shortened(build: Build, chosen: Slice, scope: Scope, against: Against = "year_before") -> Answer:
    """Do complaints wait less than in an earlier period, and by how many working days?

    values: keys (("wait", s), ("period", "current" | against)), means restricted to ``chart["horizons"][s]`` working
    days, of ``WHOLE`` and the hand-overs that both periods have. verdicts: change, in working days, aligned with
    ``chart["compared"]``, Benjamini–Hochberg over them; fell is good. chart: ``same_mix``, of ``WHOLE`` {"days", "low",
    "high", "share_pct"}: the same with the types of business weighing alike on both sides (None where none can).
    """
    question, now, why = _read("complaints.shortened", build, chosen, scope, KIND)
    if now is None or question.period is None:
        return why
    if against == "year_before" and question.period.months > MONTHS_OF["year"]:
        return question.nothing("nothing_before")  # a part of the period would be held against itself
    earlier = question.period.year_before() if against == "year_before" else question.period.previous()
    before = cases.waits(build, question.where, earlier.first, earlier.end - timedelta(days=1))
    if before.empty:
        return question.nothing("nothing_before")
    values: list[Released] = []
    steps: list[str] = []
    found: list[Compared | None] = []
    for step in (WHOLE, *HAND_OVERS):
        sides = [each[each["step"] == step] for each in (now, before)]
        if any(side.empty for side in sides):
            continue
        compared = compare(*sides)
        if compared is None:
            continue
        steps.append(step)
        is_enough = all(side["complaints"].sum() >= question.rules.interval_below for side in sides)
        found.append(compared if is_enough else None)
        for name, mean in zip(("current", against), compared.means, strict=True):
            key: Key = (("wait", step), ("period", name))
            values += question.release([key], _cell(), mean, parts=[{}])
    if not values:
        return question.nothing("nothing_before")
    verdicts, looked_at = _changes(found, against)
    return question.answer(
        values,
        verdicts,
        {
            "unit": UNIT,
            "decimals": 1,
            "against": against,
            "periods": {"current": question.period, against: earlier},
            "compared": tuple(steps),
            "horizons": {step: _horizon(*(each[each["step"] == step] for each in (now, before))) for step in steps},
            "same_mix": _same_mix(now, before) if WHOLE in steps else None,
        },
        comparisons=max(looked_at, 1),
        notes=_notes(pd.concat([now, before])),
    )


def compare(now: pd.DataFrame, before: pd.DataFrame) -> Compared | None:
    """Two lots of waits (``waited_days``, ``is_ended``, ``complaints``) by their means to one horizon, first − second;
    None where they were not watched long enough."""
    horizon, watched = _horizon(now, before), (watch(now), watch(before))
    first, second = watched
    if horizon is None or first is None or second is None:
        return None
    means = durations.mean_estimate(first, horizon), durations.mean_estimate(second, horizon)
    return Compared(means, durations.mean_difference(first, second, horizon))


def _read(
    name: str, build: Build, chosen: Slice, scope: Scope, by: str
) -> tuple[Question, pd.DataFrame | None, Answer]:
    """The waits of a question, or the answer that says why there are none; told in working days."""
    asked = ask(name, "complaints", build, chosen, scope, by=by)
    question = replace(asked, measure=_in_days(asked.measure))
    period: Period | None = question.period
    missing: Missing | None = question.absent()
    if missing is not None or period is None:
        return question, None, question.nothing(missing or "no_complaints")
    try:
        frame = cases.waits(build, question.where, period.first, period.end - timedelta(days=1))
    except TooFineError as fault:
        return question, None, question.nothing("cut_too_fine", fault.widen)
    return question, None if frame.empty else frame, question.nothing("no_clocks")


def _in_days(measure: Measure) -> Measure:
    return replace(measure, unit=UNIT, decimals=1, is_higher_better=False, interval_rule="kaplan_meier")


def _told(name: str, build: Build, chosen: Slice, scope: Scope, steps: Sequence[str], empty: Missing) -> Answer:
    question, frame, why = _read(name, build, chosen, scope, "")
    if frame is None:
        return why
    lots = {step: lot for step in steps if (lot := frame[frame["step"] == step])["is_ended"].any()}
    if not lots:
        return question.nothing(empty)
    values = [value for step, lot in lots.items() for value in _median(question, (("wait", step),), lot)]
    return question.answer(
        values,
        chart={
            "unit": UNIT,
            "decimals": 0,
            "dimension": "wait",
            "waits": {step: _counts(lot) for step, lot in lots.items()},
            "promptly": {step: _promptly(question, step, lot) for step, lot in lots.items()},
        },
        notes=_notes(frame),
    )


def watch(lot: pd.DataFrame) -> durations.Survival | None:
    """How long a lot of waits lasted (``waited_days``, ``is_ended``, ``complaints``), open ones as open; None: none."""
    return durations.survival(lot["waited_days"], lot["is_ended"], lot["complaints"])


def _cell() -> Summed:
    return Summed(1, {}, np.zeros(1, dtype=bool))


def _median(question: Question, key: Key, lot: pd.DataFrame) -> tuple[Released, ...]:
    watched = watch(lot)
    if watched is None:
        return ()
    return question.release([key], _cell(), durations.percentile_estimate(watched), parts=[{}])


def _promptly(question: Question, step: str, lot: pd.DataFrame) -> Released | None:
    """The share whose step was taken by the next working day."""
    watched = watch(lot)
    if watched is None:
        return None
    share = durations.share_on_time(watched, np.array([float(PROMPT_DAYS)]))
    measure = replace(question.measure, unit="pct", decimals=1, is_higher_better=True)
    key: Key = (("wait", step), ("within", str(PROMPT_DAYS)))
    return question.release([key], _cell(), share, measure=measure, parts=[{}])[0]


def _counts(lot: pd.DataFrame) -> dict[str, Any]:
    many, is_ended, has_left = (lot[name].to_numpy() for name in ("complaints", "is_ended", "has_left"))
    is_open = ~is_ended & ~has_left
    watched = watch(lot)
    return {
        "ended": int(many[is_ended].sum()),
        "left": int(many[~is_ended & has_left].sum()),
        "open": int(many[is_open].sum()),
        "oldest_open_days": int(lot.loc[is_open, "waited_days"].max()) if is_open.any() else None,
        "slowest_tenth_days": None if watched is None else durations.percentile(watched, 0.9),
    }


def _horizon(first: pd.DataFrame, second: pd.DataFrame) -> float | None:
    """The horizon for which both were watched; None where that is too short to say anything of the way."""
    sides = watch(first), watch(second)
    if sides[0] is None or sides[1] is None:
        return None
    horizon = durations.common_horizon(sides[0], sides[1], HORIZON_DAYS)
    return horizon if horizon >= LEAST_HORIZON_DAYS else None


def _changes(found: Sequence[Compared | None], against: str) -> tuple[list[Verdict], int]:
    """One verdict per comparison in order; those without enough on either side are too few."""
    family = families.benjamini_hochberg([each.found.p_value if each else None for each in found], what="waits")
    told = []
    for each, stands in zip(found, family.stands.tolist(), strict=True):
        if each is None:
            told.append(Verdict("change", "too_few", against))
            continue
        days = each.found.days
        code: Any = ("rose" if days > 0 else "fell") if stands else "no_clear_change"
        good = None if not stands else days < 0
        told.append(Verdict("change", code, against, days, each.found.low, each.found.high, each.found.p_value, good))
    return told, family.looked_at


def _same_mix(now: pd.DataFrame, before: pd.DataFrame) -> Mapping[str, float] | None:
    sides = [each[each["step"] == WHOLE] for each in (now, before)]
    horizon = _horizon(*sides)
    kinds = sorted({str(kind) for side in sides for kind in side["group"]})
    by_kind = [[watch(side[side["group"] == kind]) for kind in kinds] for side in sides]
    told = None if horizon is None else durations.mean_difference_alike(by_kind[0], by_kind[1], horizon)
    if told is None:
        return None
    found, share = told
    return {"days": found.days, "low": found.low, "high": found.high, "share_pct": 100 * share}


def _apart(question: Question, parts: Sequence[pd.DataFrame], everyone: pd.DataFrame) -> tuple[list[Verdict], int]:
    """Each unit's waits against all the others'."""
    against = "shown_units" if question.where.units else "bank"
    totals = everyone.groupby(["waited_days", "is_ended"])["complaints"].sum()
    tested: list[tuple[Compared, float] | None] = []
    for part in parts:
        own = part.groupby(["waited_days", "is_ended"])["complaints"].sum()
        rest = totals.sub(own, fill_value=0).rename("complaints").reset_index()
        rest = rest[rest["complaints"] > 0]
        many = own.sum(), rest["complaints"].sum()
        compared = compare(part, rest) if min(many) >= question.rules.interval_below else None
        tested.append(None if compared is None else (compared, apart(part, rest)))
    family = families.benjamini_hochberg([each[1] if each else None for each in tested], what="units")
    told = []
    for each, stands in zip(tested, family.stands.tolist(), strict=True):
        if each is None:
            told.append(Verdict("comparison", "too_few", against))
            continue
        gap = each[0].found.days
        code: Any = ("higher" if gap > 0 else "lower") if stands and gap else "cannot_be_told_apart"
        is_good = None if code == "cannot_be_told_apart" else gap < 0
        told.append(Verdict("comparison", code, against, gap, p_value=each[1], is_good=is_good))
    return told, family.looked_at


def apart(first: pd.DataFrame, second: pd.DataFrame) -> float:
    """The p-value of the log-rank test of two lots of waits; 1 where nothing of them has ended."""
    lots = (first, second)
    sides = [lot[name].to_numpy(float) for lot in lots for name in ("waited_days", "is_ended")]
    try:
        return durations.log_rank(*sides, *(lot["complaints"].to_numpy(float) for lot in lots))[1]
    except TooLittleDataError:
        return 1.0


def _notes(frame: pd.DataFrame) -> tuple[str, ...]:
    return ("provisional_days",) if bool(frame["is_provisional"].any()) else ()
