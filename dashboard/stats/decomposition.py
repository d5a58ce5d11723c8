"""Why a score moved: because groups changed (within), or because other groups answered (mix)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from dashboard.stats import constants
from dashboard.stats import nps as nps_module
from dashboard.stats.errors import StatisticsInputError
from dashboard.stats.estimates import quantile_of, ratio, two_sided
from dashboard.stats.inputs import BoolArray, FloatArray, counts, together


@dataclass(frozen=True, eq=False)
class Part:
    """One part of a change in points, with its interval and the test of "this part is 0"."""

    points: float
    low: float
    high: float
    p_value: float


@dataclass(frozen=True, eq=False)
class Decomposition:
    """A change of score, later minus earlier, split exactly: ``total`` = Σ ``within`` + Σ ``mix``.

    ``within`` and ``mix`` hold the contribution of each group in points, ``within_part`` and ``mix_part`` their sums
    with intervals. ``is_one_sided`` marks groups that answered in one period only; they count as mix.
    """

    total: float
    within: FloatArray
    mix: FloatArray
    within_part: Part
    mix_part: Part
    is_one_sided: BoolArray


def nps(
    later: nps_module.Counts, earlier: nps_module.Counts, level: float = constants.CONFIDENCE_LEVEL
) -> Decomposition | None:
    """Did the score move because groups answer differently, or because other groups answer?

    Takes (promoters, passives, detractors) per group for both periods, groups on one axis (channel, outlet, tier …).
    Within: Σ mean share × change of score; mix: Σ change of share × (mean score − overall mean score). Symmetric in
    both periods, exact, no remainder. A group without answers in a period has no score there; its score of the other
    period is taken, so it counts as mix alone. Nothing (None) if either period has no answer. Intervals by the delta
    method on adjusted variances. Source: Kitagawa 1955 (midpoint form).

    >>> result = nps(([80, 10], [10, 10], [10, 80]), ([40, 20], [5, 20], [5, 160]))
    >>> round(result.total, 2), round(float(result.within.sum()), 2), round(float(result.mix.sum()), 2)
    (42.0, 0.0, 42.0)
    """
    score, part, adjusted_variance, base = [], [], [], []
    for plus, zero, minus in (later, earlier):
        up, level_, down = together(
            promoters=counts("promoters", plus),
            passives=counts("passives", zero),
            detractors=counts("detractors", minus),
        )
        if up.ndim != 1:
            raise StatisticsInputError(f"{up.ndim} dimensions", "counts", "one axis of groups", "pass one dimension")
        responses = up + level_ + down
        base.append(responses)
        part.append(ratio(responses, responses.sum()))
        score.append(ratio(up - down, responses))
        adjusted_variance.append(np.where(responses > 0, nps_module.adjusted(up, down, responses).variance, 0.0))
    if base[0].shape != base[1].shape:
        found = f"{base[0].size} and {base[1].size} groups"
        raise StatisticsInputError(
            found, "later and earlier", "the same groups in both", "give 0 where nobody answered"
        )
    if not base[0].sum() or not base[1].sum():
        return None
    is_one_sided = (base[0] > 0) != (base[1] > 0)
    later_score = np.where(base[0] > 0, score[0], score[1])
    earlier_score = np.where(base[1] > 0, score[1], score[0])
    mean_part, mean_score = (part[0] + part[1]) / 2.0, (later_score + earlier_score) / 2.0
    centred = mean_score - float((mean_part * mean_score).sum())
    within = mean_part * (later_score - earlier_score)
    mix = (part[0] - part[1]) * centred
    within_variance = float(
        (mean_part**2 * np.where(is_one_sided, 0.0, adjusted_variance[0] + adjusted_variance[1])).sum()
    )
    # Shares are multinomial; the mean scores they are weighted with are taken as known.
    mix_variance = sum(
        (float((each * centred**2).sum()) - float((each * centred).sum()) ** 2) / float(responses.sum())
        for each, responses in zip(part, base, strict=True)
    )
    scale = constants.POINTS
    return Decomposition(
        total=float(within.sum() + mix.sum()) * scale,
        within=within * scale,
        mix=mix * scale,
        within_part=_part(float(within.sum()), within_variance, level),
        mix_part=_part(float(mix.sum()), mix_variance, level),
        is_one_sided=is_one_sided,
    )


def _part(value: float, variance: float, level: float) -> Part:
    error = float(np.sqrt(max(variance, 0.0)))
    margin = quantile_of(level) * error
    p_value = float(two_sided(np.asarray(value / error))) if error > 0 else 1.0
    scale = constants.POINTS
    return Part(value * scale, (value - margin) * scale, (value + margin) * scale, p_value)
