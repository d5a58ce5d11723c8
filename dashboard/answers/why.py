"""Why a score moved: because groups answer differently (within), or because other groups answer (mix)."""

from __future__ import annotations

from typing import Any, Literal

import numpy as np

from dashboard import gate
from dashboard.answers import changes
from dashboard.answers.cells import Plain
from dashboard.answers.once import once
from dashboard.answers.question import ask
from dashboard.answers.series import groups_of
from dashboard.queries.builds import Build
from dashboard.queries.where import TooFineError
from dashboard.scopes import Scope
from dashboard.slices import DIMENSIONS, Slice
from dashboard.stats import decomposition
from dashboard.values import Answer, Key

Against = Literal["previous", "year_before"]
GROUPINGS = ("unit", *DIMENSIONS)
PARTS = ("within", "mix")


@once
def moved(by: str, against: Against, build: Build, chosen: Slice, scope: Scope) -> Answer:
    """The change of NPS against another period, split exactly into within and mix by one dimension.

    values: keys (("side", "before"),), (("side", "now"),), then (("part", "within"),), (("part", "mix"),) with their
    intervals, in points. chart: ``dimension``; ``against``; ``periods``; ``groups``, ids in order; ``by_group``,
    Released per group and part, keys ((by, id), ("part", p)), all of them or, where any has too few, ();
    ``stands`` {part: whether its interval leaves 0 out}. verdict: the change of the whole. Where a group is too small
    to be shown nothing is taken apart (too_few_alone): the sums would tell it. By unit only where the person may see
    all of them (else cut_too_fine): some are not the whole. ValueError for an unknown grouping.
    """
    if by not in GROUPINGS:
        raise ValueError(f"no grouping {by!r}; there are {', '.join(GROUPINGS)}")
    question = ask("trend.why", "nps", build, chosen, scope, by=by)
    if (missing := question.absent()) is not None or question.period is None:
        return question.nothing(missing or "no_responses")
    period = question.period
    other = period.previous() if against == "previous" else period.year_before()
    try:
        inside = (question.inside(period), question.inside(other))
    except TooFineError as fault:
        return question.nothing("cut_too_fine", tuple(name for name in fault.widen if name != by) or fault.widen)
    if not all(each.any() for each in inside):
        return question.nothing("no_responses")
    if by == "unit" and scope.visible is not None and not set(question.where.parents) <= scope.visible:
        return question.nothing("cut_too_fine", ("unit",))
    ids, codes = groups_of(question, by, inside[0] | inside[1])
    now, before = (
        question.kind.sum(question.read.frame, np.where(each, codes, -1).astype(np.int64), len(ids)) for each in inside
    )
    found = decomposition.nps(
        (now.sums["promoters"], now.sums["passives"], now.sums["detractors"]),
        (before.sums["promoters"], before.sums["passives"], before.sums["detractors"]),
    )
    if found is None:
        return question.nothing("no_responses")
    whole = [
        question.kind.sum(question.read.frame, np.where(each, 0, -1).astype(np.int64), 1)
        for each in (inside[1], inside[0])
    ]
    bases = [float(question.kind.estimate(side).base[0]) for side in whole]
    # With one group too small to be shown the parts of the others would tell it: then nothing is taken apart.
    own = [np.asarray(question.kind.estimate(side).base, dtype=float) for side in (now, before)]
    floors = [np.where(side.is_freer, question.rules.freer_from, question.rules.hidden_below) for side in (now, before)]
    if any(((base > 0) & (base < floor)).any() for base, floor in zip(own, floors, strict=True)):
        return question.answer(missing="too_few_alone", chart={"widen": ("unit",) if by == "unit" else (by,)})
    values = list(question.release([(("side", "before"),)], whole[0]))
    values += question.release([(("side", "now"),)], whole[1])
    sums = (found.within_part, found.mix_part)
    least = min(bases)
    is_freer = bool(now.is_freer.any() or before.is_freer.any())
    values += gate.release(
        question.measure,
        [(("part", part),) for part in PARTS],
        Plain(
            [each.points for each in sums],
            [each.low for each in sums],
            [each.high for each in sums],
            [least] * len(PARTS),
        ),
        question.rules,
        scope,
        is_freer=[is_freer] * len(PARTS),
    )
    smaller = np.minimum(*own)
    keys: list[Key] = [((by, each), ("part", part)) for part in PARTS for each in ids]
    nothing: list[Any] = [None] * len(keys)
    points = np.concatenate([found.within, found.mix])
    by_group = gate.release(
        question.measure,
        keys,
        Plain(points, nothing, nothing, np.tile(smaller, len(PARTS))),
        question.rules,
        scope,
        is_freer=[is_freer] * len(keys),
    )
    verdict = changes.verdict(question, whole[1], whole[0], against)
    return question.answer(
        values,
        [verdict] if verdict else [],
        {
            "dimension": by,
            "against": against,
            "periods": {"now": period, "before": other},
            "groups": tuple(ids),
            # all or none: a missing one could be worked out from the sums
            "by_group": by_group if all(value.shown == "score" for value in by_group) else (),
            "stands": {part: not each.low <= 0 <= each.high for part, each in zip(PARTS, sums, strict=True)},
        },
        labels={(by, each): question.label(by, each) or (each, each) for each in ids},
        comparisons=len(PARTS),
    )
