"""What stands together: units and members that may not be shown by themselves become "others", as the build says."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from dashboard.answers.cells import numbered
from dashboard.answers.kinds import Codes, Summed, divided
from dashboard.answers.question import Question, ask
from dashboard.gate import COUNTED, PROTECTED_BASES
from dashboard.queries import grains
from dashboard.queries.catalogue import Names
from dashboard.slices import Period
from dashboard.values import OTHERS

OTHER_UNITS = ("其他机构", "Other units")
OTHER_MEMBERS = ("其他", "Others")


@dataclass(frozen=True, eq=False)
class Groups:
    """Groups side by side: ``ids`` with their cells. ``pooled``: id of a pool -> the ids that stand together in it."""

    ids: tuple[str, ...]
    summed: Summed
    pooled: Mapping[str, tuple[str, ...]]
    labels: Mapping[tuple[str, str], Names]


def together(question: Question, dimension: str, ids: Sequence[str], codes: Codes) -> Groups:
    """The groups of ``codes`` (one per id, −1 outside) with those that may not be shown by themselves put together.

    Members are put together with the build's others. Units: the children of one unit that are not shown in the steps
    of the period; only where that unit itself is, and where the person may see all its children: a part of a pool is
    none. What can neither be shown nor pooled stays as it is, a freer cut. Groups of time are never put together: they
    are asked for in longer steps (``Question.step``).
    """
    summed = question.kind.sum(question.read.frame, codes, len(ids))
    alone = Groups(tuple(ids), summed, {}, {})
    is_of_time = question.where.by != dimension
    if is_of_time or question.read.read_facts or not is_protected(question) or not summed.is_freer.any():
        return alone
    pools = _units(question, ids, summed) if dimension == "unit" else _members(question, ids, codes)
    return _put_together(question, dimension, ids, codes, pools) if pools else alone


def _put_together(
    question: Question, dimension: str, ids: Sequence[str], codes: Codes, pools: Mapping[str, tuple[str, ...]]
) -> Groups:
    """The groups that stand in no pool, in order, and after them the pools."""
    into = {each: pool for pool, inside in pools.items() for each in inside}
    kept = [each for each in ids if each not in into] + list(pools)
    place = {each: at for at, each in enumerate(kept)}
    where = np.array([place[into.get(each, each)] for each in ids] + [-1], dtype=np.int64)
    again = question.kind.sum(question.read.frame, where[codes], len(kept))
    # A pool is whole by the way it was found, though its parts are not blocks of their own.
    is_pool = np.array([each in pools for each in kept])
    settled = Summed(again.size, again.sums, again.is_freer & ~is_pool, again.followed)
    labels = {(dimension, pool): _called(question, dimension, pool) for pool in pools}
    return Groups(tuple(kept), settled, pools, labels)


def of_level(question: Question, ids: Sequence[str], codes: Codes) -> Groups:
    """Units of one level, whatever stands between: those that are shown only together with others, together.

    The pools are those that the units above show of their own units; one of them is taken only where all of it is of
    this level and counted here in full (nothing of it was elsewhere before), so that no part of a pool stands alone.
    """
    summed = question.kind.sum(question.read.frame, codes, len(ids))
    alone = Groups(tuple(ids), summed, {}, {})
    if question.period is None or question.read.read_facts or not is_protected(question) or not summed.is_freer.any():
        return alone
    base = dict(zip(ids, np.asarray(question.kind.estimate(summed).base).tolist(), strict=True))
    hidden = [each for each, is_freer in zip(ids, summed.is_freer.tolist(), strict=True) if is_freer and base[each]]
    known, visible = question.catalogue.unit, question.scope.visible
    above = {known[each].parent_id for each in hidden if each in known}
    parents = tuple(sorted(each for each in above if each and each in known and (visible is None or each in visible)))
    if not parents:
        return alone
    chosen = replace(question.chosen, units=parents)
    below = ask(question.name, question.measure.measure, question.build, chosen, question.scope, by="unit")
    inside = below.inside(question.period)
    groups = below.read.frame["group"].astype("str").to_numpy(dtype=object)
    names = [each for each in known if each in set(groups[inside].tolist())]
    place = {each: at for at, each in enumerate(names)}
    where = numbered(groups.tolist(), place, inside)
    own = dict(zip(names, np.asarray(_bases(below, where, len(names))).tolist(), strict=True))
    found = {
        pool: members
        for pool, members in together(below, "unit", names, where).pooled.items()
        if all(base.get(each) == own[each] for each in members)
    }
    return _put_together(question, "unit", ids, codes, found) if found else alone


def _bases(question: Question, codes: Codes, size: int) -> Any:
    return question.kind.estimate(question.kind.sum(question.read.frame, codes, size)).base


def is_protected(question: Question) -> bool:
    """Whether how few people answered is protected in this measure."""
    return question.measure.base_of in PROTECTED_BASES and question.measure.unit != COUNTED


def widen(question: Question, period: Period, dimension: str = "") -> tuple[str, ...]:
    """What would have to be wider for the question's cell in a period to be shown: dimensions, "as_of", "quarter",
    "year" or "unit" (a larger one: this one is shown only together with others)."""
    if question.where.cut_month is not None:
        return ("as_of",)
    crossing = tuple(name for name in question.where.crossing() if name not in (dimension, "touchpoint"))
    if crossing:
        return crossing
    frame = question.read.frame
    if "step_months" not in frame:
        return ()
    steps = frame.loc[question.inside(period) & (frame["block_rows"] > 0), "step_months"]
    longest = int(steps.max()) if len(steps) else 0
    if longest == grains.NEVER:
        return ("unit",)
    return ("year",) if longest == 12 or period.months >= 3 else ("quarter",)


def _members(question: Question, ids: Sequence[str], codes: Codes) -> dict[str, tuple[str, ...]]:
    """The members that are among the build's others, or cannot be shown here, if together they are whole."""
    frame = question.read.frame
    if "is_merged" not in frame:
        return {}
    inside = codes >= 0
    merged = set(codes[inside & frame["is_merged"].fillna(value=False).to_numpy(dtype=bool)].tolist())
    merged |= set(np.flatnonzero(question.kind.sum(frame, codes, len(ids)).is_freer).tolist())
    if len(merged) < 2:
        return {}
    one: Codes = np.where(np.isin(codes, list(merged)), 0, -1).astype(np.int64)
    return {} if divided(frame, one, 1)[0] else {OTHERS: tuple(ids[at] for at in sorted(merged))}


def _units(question: Question, ids: Sequence[str], summed: Summed) -> dict[str, tuple[str, ...]]:
    """The children of each chosen unit (of the bank) that are not shown, where the unit itself is."""
    if question.period is None or (question.where.visible is not None and not question.chosen.units):
        return {}
    found: dict[str, list[str]] = {}
    parents = question.where.parents
    for each, is_freer in zip(ids, summed.is_freer.tolist(), strict=True):
        above = parents.get(each, ())
        if not is_freer or not question.kind.estimate(summed).base[ids.index(each)]:
            continue
        if len(above) != 1:
            return {}
        found.setdefault(above[0], []).append(each)
    visible = question.where.visible
    for parent in list(found):
        below = [each for each, above in parents.items() if parent in above]
        if visible is not None and any(each not in visible for each in (parent, *below)):
            del found[parent]
    return {OTHERS + parent: tuple(inside) for parent, inside in found.items() if _is_whole(question, parent)}


def _is_whole(question: Question, unit: str) -> bool:
    """Whether a unit as a whole may be shown in the question's period."""
    chosen = replace(question.chosen, units=(unit,) if question.chosen.units else ())
    above = ask(question.name, question.measure.measure, question.build, chosen, question.scope)
    return above.period is not None and not above.summed(above.period).is_freer[0]


def _called(question: Question, dimension: str, pool: str) -> Names:
    if dimension != "unit":
        return OTHER_MEMBERS
    parent = question.catalogue.called(pool.removeprefix(OTHERS)) if pool != OTHERS else OTHER_UNITS
    return f"{parent[0]}的其他机构", f"Others of {parent[1]}"
