"""What becomes of cases as they grow older: cumulative incidence with open cases counted as open (Aalen–Johansen)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from dashboard.stats import constants, proportions
from dashboard.stats.errors import StatisticsInputError
from dashboard.stats.estimates import Difference, Estimate, Masked, masked, quantile_of, ratio
from dashboard.stats.inputs import BoolArray, FloatArray, counts, line, together

OPEN = 0
"""Outcome code of a case that is still open: it was under observation for its duration, and nothing happened yet."""
ADOPTED = 1
"""Default code of the outcome asked about; every other code above 0 is another decision that ends the case."""
DECLINED = 2
"""Usual code of the competing decision."""
ADOPTION_AGES_DAYS = (30, 90, 180)
"""Ages at which adoption is told (the register's measures adoption_30d, adoption_90d, adoption_180d)."""


@dataclass(frozen=True, eq=False)
class Incidence:
    """Cumulative incidence of one outcome over age, per cohort (row); shares in per cent.

    ``days``: ages at which anything happened. ``curve``, ``curve_low``, ``curve_high``, ``open_curve``: shape
    (cohorts, days). ``ages``: the ages asked for; ``value``, ``low``, ``high``, ``open_at``: shape (cohorts, ages),
    the share with the outcome by that age and the share not yet decided at it; nothing where no case was watched that
    long. ``effective_base`` (cohorts, ages) is the number of fully watched cases that would be as telling.
    ``base``: cases per cohort; ``open_now``: share of the cohort still open today.
    """

    days: FloatArray
    curve: Masked
    curve_low: Masked
    curve_high: Masked
    open_curve: Masked
    ages: FloatArray
    value: Masked
    low: Masked
    high: Masked
    open_at: Masked
    effective_base: FloatArray
    base: FloatArray
    open_now: Masked
    level: float

    @property
    def is_defined(self) -> BoolArray:
        """Where the share at an asked age can be told: shape (cohorts, ages)."""
        return ~np.ma.getmaskarray(self.value)

    def at(self, age_days: float) -> Estimate:
        """The estimates of all cohorts at one of the asked ages; ``base`` is the number of cases."""
        column = _column(self, age_days)
        return Estimate(self.value[:, column], self.low[:, column], self.high[:, column], self.base)


def cumulative(
    durations_days: Any,
    outcome: Any,
    counts_of: Any = None,
    at: Any = ADOPTION_AGES_DAYS,
    *,
    cohorts: Any = None,
    cohort_count: int | None = None,
    of: int = ADOPTED,
    level: float = constants.CONFIDENCE_LEVEL,
) -> Incidence:
    """What share of the cases had this outcome by a given age, when some are too young to tell?

    Takes per row a duration in days (0 or more: age at the decision, or now if open), an outcome code (0 open, ``of``
    the outcome asked about, any other code a competing decision), how many cases the row stands for, and optionally
    the cohort of the row as 0…C−1 (then every result has C rows; without it one). Cases open at t were at risk at t
    (ties: decisions first). Gives F(t) = Σ S(tᵢ−)·dᵢ/nᵢ with log-log bounds on the Greenwood-type (delta) variance;
    where nobody or everybody had the outcome by then the bound is Wilson's on the cases whose fate at that age is
    known. An age nobody was watched to, and a cohort without cases: nothing. Raises StatisticsInputError for negative
    durations or codes. Assumes that open cases are as likely to be decided later as others of their age.
    Source: Aalen & Johansen 1978; variance Marubini & Valsecchi 1995, eq. 10.12.

    >>> days = [5, 8, 8, 12, 15, 20, 20, 25, 30, 30]
    >>> result = cumulative(days, [1, 2, 1, 0, 1, 2, 1, 0, 1, 0], at=(20, 30, 90))
    >>> [None if value is None else round(value, 2) for value in result.value[0].tolist()]
    [43.33, 60.83, None]
    """
    duration, code = line("durations_days", durations_days), line("outcome", outcome)
    weight = np.ones_like(duration) if counts_of is None else counts("counts_of", line("counts_of", counts_of))
    duration, code, weight = together(durations_days=duration, outcome=code, counts_of=weight)
    if (duration < 0).any():
        what_to_do = "a case cannot be decided before it was submitted; check both dates"
        raise StatisticsInputError(f"{duration.min():g} days", "durations_days", "0 days or more", what_to_do)
    if (code < 0).any() or (code != np.floor(code)).any():
        raise StatisticsInputError("an unknown code", "outcome", "0 open, 1, 2 … decided", "map the states first")
    ages = line("at", np.atleast_1d(np.asarray(at, dtype=np.float64)))
    group, groups = _groups(cohorts, cohort_count, duration.size)

    days, position = np.unique(duration, return_inverse=True)
    shape = (groups, days.size)
    asked, other, censored = (np.zeros(shape) for _ in range(3))
    for cells, is_in in ((asked, code == of), (other, (code != of) & (code != OPEN)), (censored, code == OPEN)):
        np.add.at(cells, (group[is_in], position[is_in]), weight[is_in])
    base = (asked + other + censored).sum(axis=1)
    leaving = asked + other + censored
    at_risk = np.cumsum(leaving[:, ::-1], axis=1)[:, ::-1]
    survival_after: FloatArray = np.asarray(np.cumprod(1.0 - ratio(asked + other, at_risk), axis=1), dtype=np.float64)
    survival_after = np.asarray(np.where(survival_after < 1e-12, 0.0, survival_after), dtype=np.float64)
    survival_before = np.hstack([np.ones((groups, 1)), survival_after[:, :-1]])
    risen = np.cumsum(survival_before * ratio(asked, at_risk), axis=1)
    incidence = np.asarray(np.minimum(risen, 1.0), dtype=np.float64)
    variance = _variance(incidence, survival_before, asked, asked + other, at_risk)

    # Fate known at day t: decided until then, or watched to the end of it.
    decided = asked + other
    known = np.cumsum(decided, axis=1) + at_risk - decided
    low, high, effective = _bounds(incidence, variance, known, level)
    last_watched = _last_watched(leaving, days)
    is_settled = survival_after[:, -1] == 0.0 if days.size else np.zeros(groups, dtype=bool)
    has_cases = base > 0

    # Before the first day nothing has happened; that state is put in front as column 0.
    step = np.searchsorted(days, ages, side="right")
    can_tell = has_cases[:, None] & ((ages[None, :] <= last_watched[:, None]) | is_settled[:, None])
    zero = np.zeros((groups, 1))
    before_low, before_high, before_effective = _bounds(zero, zero, base[:, None], level)

    def pick(first: FloatArray, rest: FloatArray) -> FloatArray:
        return np.hstack([first, rest])[:, step]

    def pct(values: FloatArray, is_defined: BoolArray) -> Masked:
        return masked(values * constants.POINTS, is_defined)

    on_curve = has_cases[:, None] & ((days[None, :] <= last_watched[:, None]) | is_settled[:, None])
    return Incidence(
        days=days,
        curve=pct(incidence, on_curve),
        curve_low=pct(low, on_curve),
        curve_high=pct(high, on_curve),
        open_curve=pct(survival_after, on_curve),
        ages=ages,
        value=pct(pick(zero, incidence), can_tell),
        low=pct(pick(before_low, low), can_tell),
        high=pct(pick(before_high, high), can_tell),
        open_at=pct(pick(zero + 1.0, survival_after), can_tell),
        effective_base=np.where(can_tell, pick(before_effective, effective), 0.0),
        base=base,
        open_now=pct(ratio(censored.sum(axis=1), base), has_cases),
        level=level,
    )


def difference(first: Incidence, second: Incidence, age_days: float) -> Difference:
    """Had more of the first cohort than of the second this outcome by the same age, beyond chance?

    Takes two results of ``cumulative`` that both were asked for ``age_days`` (rows are compared one by one, a single
    row with every row). Gives percentage points, first minus second; interval and test are those of two shares on the
    effective bases (Agresti–Caffo). Nothing where either cannot tell at that age.

    >>> early = cumulative([10] * 40 + [60] * 60, [1] * 40 + [0] * 60, at=(30,))
    >>> late = cumulative([10] * 20 + [60] * 80, [1] * 20 + [0] * 80, at=(30,))
    >>> result = difference(early, late, 30)
    >>> round(float(result.points[0]), 1), round(float(result.p_value[0]), 3)
    (20.0, 0.002)
    """
    sides: list[tuple[FloatArray, FloatArray]] = []
    for incidence in (first, second):
        column = _column(incidence, age_days)
        base = incidence.effective_base[:, column]
        sides.append((incidence.value[:, column].filled(0.0) / constants.POINTS * base, base))
    (hits_a, base_a), (hits_b, base_b) = sides
    return proportions.difference((hits_a, base_a), (hits_b, base_b), first.level)


def _groups(cohorts: Any, cohort_count: int | None, rows: int) -> tuple[np.ndarray, int]:
    if cohorts is None:
        return np.zeros(rows, dtype=np.int64), 1
    group = line("cohorts", cohorts).astype(np.int64)
    if group.size != rows:
        raise StatisticsInputError(f"{group.size} cohorts", "cohorts", f"{rows}, one per row", "align the rows first")
    groups = cohort_count if cohort_count is not None else int(group.max(initial=-1)) + 1
    if group.size and (group.min() < 0 or group.max() >= groups):
        raise StatisticsInputError("a cohort outside 0…C−1", "cohorts", f"0 to {groups - 1}", "number cohorts from 0")
    return group, groups


def _variance(
    incidence: FloatArray, survival_before: FloatArray, asked: FloatArray, decided: FloatArray, at_risk: FloatArray
) -> FloatArray:
    """Delta-method variance of the incidence at each day (Marubini & Valsecchi 1995, eq. 10.12).

    Σᵢ≤ₜ [F(t)−F(tᵢ)]² dᵢ/(nᵢ(nᵢ−dᵢ)) + Σ S²(tᵢ−)·(nᵢ−d₁ᵢ)/nᵢ · d₁ᵢ/nᵢ² − 2 Σ [F(t)−F(tᵢ)] S(tᵢ−) d₁ᵢ/nᵢ²,
    expanded into running sums so that all days cost one pass.
    """
    first = ratio(decided, at_risk * np.maximum(at_risk - decided, 0.0))
    second = survival_before**2 * ratio((at_risk - asked) * asked, at_risk**3)
    third = survival_before * ratio(asked, at_risk**2)
    total = (
        incidence**2 * np.cumsum(first, axis=1)
        - 2.0 * incidence * np.cumsum(first * incidence, axis=1)
        + np.cumsum(first * incidence**2, axis=1)
        + np.cumsum(second, axis=1)
        - 2.0 * (incidence * np.cumsum(third, axis=1) - np.cumsum(third * incidence, axis=1))
    )
    return np.maximum(total, 0.0)


def _bounds(
    incidence: FloatArray, variance: FloatArray, known: FloatArray, level: float
) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Log-log bounds and the effective base; Wilson's on the known cases where the variance says nothing."""
    # A share of 0 or 1, or one without variance, has no usable spread of its own.
    is_plain = (incidence > 1e-12) & (incidence < 1.0 - 1e-12) & (variance > 1e-15)
    inside = np.where(is_plain, incidence, 0.5)
    exponent = quantile_of(level) * np.sqrt(variance) / (inside * -np.log(inside))
    low, high = inside ** np.exp(exponent), inside ** np.exp(-exponent)
    effective = np.where(is_plain, ratio(incidence * (1.0 - incidence), variance), known)
    wilson = proportions.estimate(np.clip(incidence, 0.0, 1.0) * effective, effective, level)
    return (
        np.where(is_plain, low, wilson.low.filled(0.0) / constants.POINTS),
        np.where(is_plain, high, wilson.high.filled(0.0) / constants.POINTS),
        effective,
    )


def _last_watched(leaving: FloatArray, days: FloatArray) -> FloatArray:
    """The longest duration of any case per cohort; −1 where there is none."""
    if not days.size:
        return np.full(leaving.shape[0], -1.0)
    has_any = leaving > 0
    last = days.size - 1 - np.argmax(has_any[:, ::-1], axis=1)
    return np.where(has_any.any(axis=1), days[last], -1.0)


def _column(incidence: Incidence, age_days: float) -> int:
    found = np.flatnonzero(incidence.ages == age_days)
    if not found.size:
        asked = ", ".join(f"{age:g}" for age in incidence.ages)
        raise StatisticsInputError(f"age {age_days:g}", "age_days", f"one of {asked}", "ask for it in cumulative(at=…)")
    return int(found[0])
