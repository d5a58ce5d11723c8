"""Who is like this unit: those of its level nearest in size and mix of channels, and how it stands to them."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from dashboard.answers import changes
from dashboard.answers.cells import numbered
from dashboard.answers.kinds import Codes, Nps, only
from dashboard.answers.once import once
from dashboard.answers.question import NOT_RECORDED_ID, Question, ask
from dashboard.answers.series import groups_of
from dashboard.answers.standing import MIX
from dashboard.queries.builds import Build
from dashboard.queries.levels import called, units_of_level
from dashboard.queries.where import OutOfScopeError
from dashboard.scopes import Scope
from dashboard.slices import Slice
from dashboard.stats import nearest
from dashboard.values import Answer, ComparisonCode, Verdict

PEERS = 8
LEAST_PEERS = 3
"""Fewer peers than this would be named by their score together."""


@once
def of(unit: str, build: Build, chosen: Slice, scope: Scope) -> Answer:
    """The unit's NPS beside that of its peers together, in the slice's period.

    Peers are the units of the same level with 30 answers or more that lie nearest on the logarithm of the base and the
    shares of the channels, eight at most; with fewer than three nothing is said. values: keys (("unit", unit),) and
    (("reading", "peers"),), pooled. verdicts: comparison of the unit with them, by the two-sample test, a family of
    one. chart: ``peers``, their ids, only where the person may see all of them by name, else (); ``count``. Raises
    OutOfScopeError for a unit outside the scope.
    """
    if scope.visible is not None and unit not in scope.visible:
        raise OutOfScopeError((unit,))
    everyone = replace(scope, visible=None)
    asked = ask("units.peers", "nps", build, replace(chosen, units=()), everyone, by="unit")
    shown = units_of_level(asked.catalogue, asked.catalogue.unit[unit].level_names[0])
    question = replace(asked, where=replace(asked.where, shown_units=tuple(sorted(shown)), own_units=()))
    if (missing := question.absent()) is not None or question.period is None:
        return question.nothing(missing or question.kind.empty)
    ids, codes = groups_of(question, "unit", question.inside(question.period))
    summed = question.kind.sum(question.read.frame, codes, len(ids))
    base = np.asarray(question.kind.estimate(summed).base, dtype=float) if ids else np.zeros(0)
    if unit not in ids or not base[ids.index(unit)]:
        return question.nothing(question.kind.empty)
    own = ids.index(unit)
    mix = np.column_stack([np.log(np.maximum(base, 1.0)), _shares(question, ids)])
    may = base >= question.rules.interval_below
    may[own] = False
    found = nearest.of(mix, own, may, PEERS)
    if len(found) < LEAST_PEERS:
        return question.nothing("too_few_peers")
    is_peer = np.zeros(len(ids), dtype=bool)
    is_peer[found] = True
    sides: Codes = np.full(len(codes), -1, dtype=np.int64)
    sides[codes == own] = 0
    sides[np.isin(codes, found)] = 1
    both = question.kind.sum(question.read.frame, sides, 2)
    values = question.release([(("unit", unit),), (("reading", "peers"),)], both)
    first, second = (only(both, np.arange(2) == at) for at in range(2))
    change = changes.verdict(question, first, second, "previous")
    names = tuple(ids[at] for at in found)
    is_named = scope.visible is None or set(names) <= scope.visible
    return question.answer(
        values,
        () if change is None else (_compared(change),),
        {"peers": names if is_named else (), "count": len(names)},
        labels={("unit", each): called(question.catalogue, each) for each in (unit, *(names if is_named else ()))},
        notes=("not_adjusted_for_mix",),
    )


def _compared(change: Verdict) -> Verdict:
    """The same test as of two periods, told as a comparison."""
    codes: dict[str, ComparisonCode] = {
        "rose": "higher",
        "fell": "lower",
        "no_clear_change": "cannot_be_told_apart",
        "too_few": "too_few",
    }
    return replace(change, family="comparison", code=codes[str(change.code)], against="peers")


def _shares(question: Question, ids: list[str]) -> np.ndarray:
    """Shape (units, channels): which share of a unit's answers came through each channel."""
    place = {each: at for at, each in enumerate(ids)}
    counted = []
    for channel in (*question.catalogue.members.get(MIX, {}), NOT_RECORDED_ID):
        members = {**question.where.members, MIX: (channel,)}
        if len(members) > 1:
            continue  # a second filter would be a freer cut: size alone then says who is alike
        cut = replace(question, where=replace(question.where, members=members))
        if cut.period is None:
            continue
        codes = numbered(cut.read.frame["group"].tolist(), place, cut.inside(cut.period))
        sums = cut.kind.sum(cut.read.frame, codes, len(ids)).sums
        counted.append(np.sum([sums[part] for part in Nps.groups], axis=0))
    if not counted:
        return np.zeros((len(ids), 0))
    table = np.column_stack(counted)
    return table / np.maximum(table.sum(axis=1, keepdims=True), 1.0)
