"""Units against the bank: which differ by more than luck, and the limits that luck draws around the bank's score."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Literal

import numpy as np

from dashboard.stats import constants, families
from dashboard.stats.errors import StatisticsInputError
from dashboard.stats.estimates import Masked, masked, quantile_of, ratio, two_sided
from dashboard.stats.families import Family
from dashboard.stats.inputs import BoolArray, FloatArray, counts, line, numbers, together

Code = Literal["higher", "lower", "cannot_be_told_apart", "too_few"]


@dataclass(frozen=True, eq=False)
class Funnel:
    """One funnel: a unit per entry, in the measure's own unit.

    ``target`` is the pooled score; ``lower``/``upper`` are limits by level (95 % and 99.8 %), wide for small bases.
    ``dispersion`` is φ, the mean winsorised z² (1: luck alone), ``dispersion_raw`` before winsorising, ``tau_squared``
    the additive between-unit variance on the scale the limits are made on. ``z`` and ``p_value`` belong to the test of
    a unit against the target and decide; ``family`` says which stand by Benjamini–Hochberg. Units under 30 answers are
    not tested. ``codes`` are the verdicts. Units without a base are nothing. ``limits_at`` gives the limits that units
    of other bases would have, for drawing: bases and a level in, lower and upper out.
    """

    values: Masked
    base: FloatArray
    target: float | None
    variance_of_one: float | None
    lower: dict[float, Masked]
    upper: dict[float, Masked]
    dispersion: float | None
    dispersion_raw: float | None
    tau_squared: float
    z: Masked
    p_value: Masked
    family: Family
    codes: tuple[Code, ...]
    limits_at: Callable[[FloatArray, float], tuple[FloatArray, FloatArray]] = field(repr=False)

    @property
    def is_defined(self) -> BoolArray:
        """Which units have a score."""
        return ~np.ma.getmaskarray(self.values)


def nps(promoters: Any, passives: Any, detractors: Any, *, what: str = "units") -> Funnel:
    """Which units' scores differ from the bank's by more than luck?

    Takes counts per unit (one dimension). θ₀ and V₀ are pooled over the units; limits θ₀ ± z√(V₀/n + τ²), in points,
    clipped to ±100; τ² by DerSimonian–Laird on winsorised z. A unit is higher or lower if its z with that variance
    stands at 5 % in the family of all units with 30 answers or more. Not adjusted for mix: see ``casemix``.
    Source: Spiegelhalter 2005, doi 10.1002/sim.1970.

    >>> result = nps([10, 15, 50, 60, 3, 30], [3, 9, 30, 60, 4, 15], [2, 6, 20, 40, 8, 15])
    >>> round(result.target, 3), round(result.variance_of_one, 5), round(result.dispersion_raw, 4)
    (20.263, 0.64052, 2.1547)
    """
    plus, zero, minus = together(
        promoters=counts("promoters", line("promoters", promoters)),
        passives=counts("passives", passives),
        detractors=counts("detractors", detractors),
    )
    base = plus + zero + minus
    target = ratio((plus - minus).sum(), base.sum())
    variance = ratio((plus + minus).sum(), base.sum()) - target**2
    return _funnel(
        ratio(plus - minus, base), base, float(target), float(variance), base, np.asarray, np.asarray,
        bounds=(-1.0, 1.0), scale=constants.POINTS, what=what,
    )  # fmt: skip


def shares(successes: Any, trials: Any, *, what: str = "units") -> Funnel:
    """Which units' shares differ from the bank's by more than luck? In per cent.

    Takes successes and trials per unit. Limits and test are made on the arcsine-square-root scale, where a share's
    variance is 1/(4n) whatever the share, and told in per cent. The rest as ``nps``. Source: Spiegelhalter 2005, §A.

    >>> result = shares([80, 81, 79, 82, 78, 80, 80, 81, 79, 80, 60], [100] * 11)
    >>> round(result.target, 2), result.codes[0], result.codes[-1]
    (78.18, 'cannot_be_told_apart', 'lower')
    """
    hits, base = together(successes=counts("successes", line("successes", successes)), trials=counts("trials", trials))
    if (hits > base).any():
        raise StatisticsInputError("more successes than trials", "successes", "successes ≤ trials", "check both counts")
    target = float(ratio(hits.sum(), base.sum()))
    return _funnel(
        ratio(hits, base), base, target, 0.25, base,
        lambda share: np.arcsin(np.sqrt(share)), lambda angle: np.sin(np.clip(angle, 0.0, np.pi / 2.0)) ** 2,
        bounds=(0.0, 1.0), scale=constants.POINTS, what=what,
    )  # fmt: skip


def rates(events: Any, exposure: Any, *, per: float = constants.PER_10K, what: str = "units") -> Funnel:
    """Which units' rates differ from the bank's by more than luck? Per ``per`` of exposure.

    Takes events and exposure per unit. Limits and test are made on the square-root scale, where a Poisson rate's
    variance is 1/(4·exposure). A unit is tested where 30 or more *customers* of exposure are behind it; its base is
    the exposure. The rest as ``nps``. Source: Spiegelhalter 2005, §A.

    >>> result = rates([24, 25, 26, 27, 23, 22, 28, 25, 24, 26, 60], [10_000] * 11)
    >>> round(result.target, 2), result.codes[0], result.codes[-1]
    (28.18, 'cannot_be_told_apart', 'higher')
    """
    seen, base = together(events=counts("events", line("events", events)), exposure=counts("exposure", exposure))
    if ((base == 0) & (seen > 0)).any():
        raise StatisticsInputError("events without exposure", "exposure", "an exposure above 0", "hand over exposures")
    target = float(ratio(seen.sum(), base.sum()))
    return _funnel(
        ratio(seen, base), base, target, 0.25, base, np.sqrt, lambda root: np.maximum(root, 0.0) ** 2,
        bounds=(0.0, np.inf), scale=per, what=what,
    )  # fmt: skip


def of_scores(
    scores: Any,
    luck: Any,
    base: Any,
    target: float,
    *,
    bounds: tuple[float, float] = (-constants.POINTS, constants.POINTS),
    what: str = "units",
) -> Funnel:
    """The same for scores made elsewhere (adjusted for mix): in their own unit, with the variance that luck gives each.

    Takes scores, variances above 0 and bases per unit, and the score they are held against. Units without a base are
    nothing. The drawn limits use the variance of one answer averaged over the units. Otherwise as ``nps``.

    >>> result = of_scores([30.0, 31.0, 29.0, 30.0, 60.0], [25.0] * 5, [244] * 5, 30.0)
    >>> result.codes[0], result.codes[-1]
    ('cannot_be_told_apart', 'higher')
    """
    values, variances, size = together(
        scores=numbers("scores", scores), luck=counts("luck", luck), base=counts("base", line("base", base))
    )
    of_one = float(ratio((variances * size**2).sum(), size.sum()))
    return _funnel(
        values, size, target, of_one, size, np.asarray, np.asarray, bounds=bounds, scale=1.0, what=what, luck=variances
    )


def winsorised(values: FloatArray, tail: float = constants.WINSOR_TAIL) -> FloatArray:
    """``values`` with what lies beyond the tail quantiles pulled in to them.

    >>> winsorised(np.arange(11.0)).tolist()
    [1.0, 1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0, 9.0, 9.0]
    """
    if values.size == 0:
        return values
    low, high = np.quantile(values, [tail, 1.0 - tail])
    return np.clip(values, low, high)


def over_dispersion(z: FloatArray, weights: FloatArray) -> tuple[float, float]:
    """φ of winsorised z and the additive variance τ² = max(0, (Kφ − (K−1)) / (Σw − Σw²/Σw)).

    ``z`` are distances from the target in units of luck, ``weights`` one over the variance that luck gives.

    >>> over_dispersion(np.array([2.0, -2.0, 2.0, -2.0]), np.ones(4))
    (4.0, 4.333333333333333)
    """
    if z.size < 2:
        return (float((z**2).mean()) if z.size else 1.0), 0.0
    phi = float((winsorised(z) ** 2).mean())
    spread = float(weights.sum() - (weights**2).sum() / weights.sum())
    return phi, max(0.0, (z.size * phi - (z.size - 1)) / spread)


def _funnel(
    values: FloatArray,
    base: FloatArray,
    target: float,
    variance: float,
    size: FloatArray,
    forward: Any,
    back: Any,
    *,
    bounds: tuple[float, float],
    scale: float,
    what: str,
    luck: FloatArray | None = None,
) -> Funnel:
    """Limits and tests on the scale of ``forward``, where one answer has ``variance``; told on that of ``back``."""
    is_defined = base > 0
    middle = float(forward(np.asarray(target)))
    luck = ratio(variance, size) if luck is None else luck
    has_spread = is_defined & (luck > 0)
    gap = forward(values) - middle
    raw = ratio(gap, np.sqrt(luck))[has_spread]
    phi, tau_squared = over_dispersion(raw, ratio(1.0, luck)[has_spread])
    total = np.sqrt(luck + tau_squared)
    z = ratio(gap, total)
    is_tested = is_defined & (base >= constants.COMPARABLE_FROM)
    p_value = masked(two_sided(z), is_tested)
    family = families.benjamini_hochberg(p_value, what=what)
    codes: list[Code] = [
        "too_few" if not tested else "cannot_be_told_apart" if not stands else "higher" if each > 0 else "lower"
        for tested, stands, each in zip(is_tested, family.stands, z, strict=True)
    ]

    def around(spread: FloatArray, level: float) -> tuple[FloatArray, FloatArray]:
        margin = quantile_of(level) * spread
        return np.clip(back(middle - margin), *bounds) * scale, np.clip(back(middle + margin), *bounds) * scale

    def limits_at(bases: FloatArray, level: float) -> tuple[FloatArray, FloatArray]:
        return around(np.sqrt(ratio(variance, bases) + tau_squared), level)

    sides = {level: around(total, level) for level in constants.FUNNEL_LEVELS}
    return Funnel(
        values=masked(values * scale, is_defined),
        base=base,
        target=target * scale if is_defined.any() else None,
        variance_of_one=variance if is_defined.any() else None,
        lower={level: masked(low, is_defined) for level, (low, _) in sides.items()},
        upper={level: masked(high, is_defined) for level, (_, high) in sides.items()},
        dispersion=phi if raw.size else None,
        dispersion_raw=float((raw**2).mean()) if raw.size else None,
        tau_squared=tau_squared,
        z=masked(z, is_tested),
        p_value=p_value,
        family=family,
        codes=tuple(codes),
        limits_at=limits_at,
    )
