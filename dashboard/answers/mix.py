"""Who answered: the answers of each month by channel (or product, tier …), as the mix that a score rests on."""

from __future__ import annotations

import numpy as np

from dashboard.answers import trend
from dashboard.answers.kinds import Codes
from dashboard.answers.once import once
from dashboard.answers.question import ask, month_of
from dashboard.answers.series import groups_of
from dashboard.queries.builds import Build
from dashboard.queries.where import TooFineError
from dashboard.scopes import Scope
from dashboard.slices import DIMENSIONS, Slice
from dashboard.values import OTHERS, Answer, Key

MOST_LINES = 5
"""Members that have a line each; what is beyond them is one line of others."""
OTHER_MEMBERS = ("其他", "Others")


@once
def of(by: str, build: Build, chosen: Slice, scope: Scope) -> Answer:
    """Which members of a dimension the answers of each month came from, over the months of the trend.

    values: counts of answers, keys (("month", iso), (``by``, id)), month by month, the largest member of the whole span
    first; beyond ``MOST_LINES`` members the rest as "others:". How many answered is not protected, so nothing is
    hidden. A change of this mix moves a score without anybody answering differently. chart: ``dimension``; ``members``,
    in order; ``shares``, per cent of the month's answers, aligned with values. Raises ValueError for what is no
    dimension.
    """
    if by not in DIMENSIONS:
        raise ValueError(f"no dimension {by!r}; there are {', '.join(DIMENSIONS)}")
    question = ask("trend.mix", "responses", build, chosen, scope, by=by)
    if (missing := question.absent()) is not None or question.period is None:
        return question.nothing(missing or question.kind.empty)
    try:
        span = trend.control_span(question)
        inside = question.inside(span)
    except TooFineError as fault:
        return question.nothing("cut_too_fine", tuple(name for name in fault.widen if name != by) or fault.widen)
    ids, member = groups_of(question, by, inside)
    months = np.unique(question.months[inside])
    if not len(months):
        return question.nothing(question.kind.empty)
    whole = question.kind.sum(question.read.frame, member, len(ids)).sums["responses"]
    ranked = [int(at) for at in np.argsort(-whole, kind="stable")]
    kept = ranked if len(ranked) <= MOST_LINES + 1 else ranked[:MOST_LINES]
    line: Codes = np.full(len(ids) + 1, len(kept), dtype=np.int64)
    line[kept] = np.arange(len(kept))
    members = [*(ids[at] for at in kept), *([OTHERS] if len(kept) < len(ranked) else [])]
    month = np.searchsorted(months, question.months)
    codes: Codes = np.where(member >= 0, month * len(members) + line[member], -1)
    summed = question.kind.sum(question.read.frame, codes, len(months) * len(members))
    keys: list[Key] = [
        (("month", month_of(int(number)).isoformat()), (by, each)) for number in months for each in members
    ]
    counts = summed.sums["responses"].reshape(len(months), len(members))
    shares = 100.0 * counts / np.maximum(counts.sum(axis=1, keepdims=True), 1.0)
    return question.answer(
        question.release(keys, summed),
        chart={"dimension": by, "members": tuple(members), "shares": tuple(shares.ravel().tolist())},
        labels={(by, OTHERS): OTHER_MEMBERS} if OTHERS in members else None,
        comparisons=len(members),
    )
