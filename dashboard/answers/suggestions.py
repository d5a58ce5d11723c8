"""What was suggested, adopted and done: the funnel, adoption by age with open ones counted as open, and by unit."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import Any

import numpy as np
import pandas as pd

from dashboard.answers.kinds import KINDS, MERGED, Adoption, Codes
from dashboard.answers.once import once
from dashboard.answers.question import Question, ask
from dashboard.answers.series import groups_of
from dashboard.queries.builds import Build
from dashboard.queries.where import TooFineError
from dashboard.scopes import Scope
from dashboard.slices import Slice
from dashboard.stats import incidence
from dashboard.stats.incidence import ADOPTION_AGES_DAYS
from dashboard.values import Answer, Key, Released

PATH = ("submitted", "reviewing", "adopted", "implemented")
"""Stages on the way; each counts all that got at least so far."""
ENDS = ("declined", "merged", "open")
"""Where a suggestion that was not adopted stands."""
VERIFIED = "verified"
"""Proven by a controlled comparison; the last stage of the way, where it was asked for."""
REOPENED = "reopened"
"""Taken up again after a decision; counted beside, for it stands where it stands."""
CLAIMED = "claimed"
"""Said to have worked by the bank itself; not tested here."""
STAGES = (*PATH, CLAIMED, *ENDS)


@once
def funnel(build: Build, chosen: Slice, scope: Scope, proven: Collection[date] | None = None) -> Answer:
    """How far the suggestions submitted in the period had come by the as-of day.

    values: keys (("stage", s),), counts; parts {"suggestions": count}. submitted = adopted + declined + merged + open.
    chart: ``path`` and ``ends``, the stages in order; ``claimed`` and ``reopened`` apart. Counts, not rates: a share of
    what was adopted by now depends on how old the suggestions are, so adoption is told by age (``adoption``).
    ``proven``: the days of submission of those that were proven (``effects.proven_on``), counted as ``verified``.
    """
    question = ask("suggestions.funnel", "suggestions_submitted", build, chosen, scope)
    frame, why = cohort(question)
    if frame is None:
        return why
    counts = stages(frame)
    counts[REOPENED] = counts["submitted"] * frame["reopened_on"].notna().to_numpy()
    path: tuple[str, ...] = PATH
    if proven is not None and question.period is not None:
        path = (*PATH, VERIFIED)
        counts[VERIFIED] = np.array([question.period.first <= day < question.period.end for day in proven], dtype=float)
    told = (*path, CLAIMED, *ENDS, REOPENED)
    columns = [float(counts[stage].sum()) for stage in told]
    keys: list[Key] = [(("stage", stage),) for stage in told]
    summed = question.kind.sum(
        pd.DataFrame({"suggestions": columns, "is_freer": False}), np.arange(len(told)), len(told)
    )
    values = question.release(keys, summed, parts=[{"suggestions": count} for count in columns])
    return question.answer(values, chart={"path": path, "ends": ENDS, "claimed": CLAIMED, "reopened": REOPENED})


@once
def adoption(build: Build, chosen: Slice, scope: Scope) -> Answer:
    """What share of the suggestions submitted in the period was adopted by 30, 90 and 180 days of age.

    values: keys (("age_days", "30"),) … with measures adoption_30d …; hidden where no suggestion was watched so long.
    chart: ``curve`` {days, adopted, low, high, declined}, shares in per cent by age; ``submitted`` and ``open`` counts;
    ``open_pct`` the share not yet decided on the as-of day.
    """
    question = ask("suggestions.adoption", "adoption_180d", build, chosen, scope)
    frame, why = cohort(question)
    if frame is None:
        return why
    codes: Codes = np.zeros(len(frame), dtype=np.int64)
    values: list[Released] = []
    for age in ADOPTION_AGES_DAYS:
        at_age = question.of_measure(f"adoption_{age}d")
        values += at_age.release([(("age_days", str(age)),)], at_age.kind.sum(frame, codes, 1))
    adopted = _followed(frame, incidence.ADOPTED)
    declined = _followed(frame, incidence.DECLINED)
    is_open = frame["outcome"] == incidence.OPEN
    is_told = any(value.shown == "score" for value in values)
    return question.answer(
        values,
        chart={
            "curve": {
                "days": adopted.days.tolist(),
                "adopted": adopted.curve[0].tolist(),
                "low": adopted.curve_low[0].tolist(),
                "high": adopted.curve_high[0].tolist(),
                "declined": declined.curve[0].tolist(),
            }
            if is_told
            else {"days": [], "adopted": [], "low": [], "high": [], "declined": []},
            "submitted": int(frame["suggestions"].sum()),
            "open": int(frame.loc[is_open, "suggestions"].sum()),
            "open_pct": float(adopted.open_now.tolist()[0]),
        },
        labels={("measure", each.measure): question.catalogue.measures[each.measure].names for each in values},
        missing=None if any(value.shown != "hidden" for value in values) else "not_old_enough",
    )


@once
def by_unit(build: Build, chosen: Slice, scope: Scope) -> Answer:
    """The same per unit: children of the chosen units (of the root if none is chosen). See ``by``."""
    return by("unit", build, chosen, scope)


@once
def by(dimension: str, build: Build, chosen: Slice, scope: Scope) -> Answer:
    """The same per unit, line, source, journey or touchpoint; members without a suggestion are left out.

    values: keys ((dimension, id),), adoption at ``chart["age_days"]``: the oldest of 180, 90 and 30 days that the
    cohort has reached (30 where it has reached none). chart: ``dimension``; ``counts``, id -> {stage:
    count}; ``own_units``.
    """
    age = _reachable_age(ask("suggestions.by_unit", "adoption_30d", build, chosen, scope))
    question = ask("suggestions.by_unit", f"adoption_{age}d", build, chosen, scope, by=dimension)
    frame, why = cohort(question)
    if frame is None or question.period is None:
        return why
    ids, all_codes = groups_of(question, dimension, question.inside(question.period))
    codes = all_codes[question.inside(question.period)]
    counts = stages(frame)
    per_stage = {stage: np.bincount(codes, weights=counts[stage], minlength=len(ids)) for stage in STAGES}
    keys: list[Key] = [((dimension, each),) for each in ids]
    values = question.release(keys, question.kind.sum(frame, codes, len(ids)))
    return question.answer(
        values,
        chart={
            "age_days": age,
            "dimension": dimension,
            "counts": {each: {s: int(per_stage[s][at]) for s in STAGES} for at, each in enumerate(ids)},
            "own_units": tuple(unit for unit in question.where.own_units if unit in ids),
        },
        comparisons=len(ids),
    )


def stages(frame: pd.DataFrame) -> dict[str, Any]:
    """How many of each row's suggestions got to each stage: decided ones stand at their first decision."""
    many = frame["suggestions"].to_numpy(dtype=float)
    outcome = frame["outcome"].to_numpy()
    adopted = outcome == incidence.ADOPTED
    reviewed = frame["reviewing_on"].notna().to_numpy() | (outcome != incidence.OPEN)
    found = {
        "submitted": np.ones(len(frame), dtype=bool),
        "reviewing": reviewed,
        "adopted": adopted,
        "implemented": adopted & frame["implemented_on"].notna().to_numpy(),
        CLAIMED: frame["claimed_on"].notna().to_numpy(),
        "declined": outcome == incidence.DECLINED,
        "merged": outcome == MERGED,
        "open": outcome == incidence.OPEN,
    }
    return {stage: many * is_there for stage, is_there in found.items()}


def cohort(question: Question) -> tuple[pd.DataFrame | None, Answer]:
    """The suggestions submitted in the period with their outcome by the as-of day, or the answer that says why not."""
    if (missing := question.absent()) is not None or question.period is None:
        return None, question.nothing(missing or "no_suggestions")
    kind = question.kind if isinstance(question.kind, Adoption) else KINDS["adoption_180d"]
    try:
        frame = kind.read(question.build, question.where).frame
        inside = question.inside(question.period)
    except TooFineError as fault:
        return None, question.nothing("cut_too_fine", fault.widen)
    if not inside.any():
        return None, question.nothing("no_suggestions")
    return frame[inside], question.nothing("no_suggestions")


def _followed(frame: pd.DataFrame, of: int) -> incidence.Incidence:
    return incidence.cumulative(
        frame["duration_days"].to_numpy(float),
        frame["outcome"].to_numpy(float),
        frame["suggestions"].to_numpy(float),
        of=of,
    )


def _reachable_age(question: Question) -> int:
    """The oldest of the told ages at which the whole chosen cohort can be told; the youngest where none can."""
    frame, _ = cohort(question)
    if frame is None:
        return min(ADOPTION_AGES_DAYS)
    value = _followed(frame, incidence.ADOPTED).value[0].tolist()
    told = [age for age, share in zip(ADOPTION_AGES_DAYS, value, strict=True) if share is not None]
    return max(told, default=min(ADOPTION_AGES_DAYS))
