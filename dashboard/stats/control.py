"""Control charts: which months stand out from the ordinary scatter of a series."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from dashboard.stats import constants
from dashboard.stats.errors import StatisticsInputError
from dashboard.stats.estimates import Masked, masked, ratio
from dashboard.stats.inputs import BoolArray, FloatArray, counts, line, together
from dashboard.stats.runs import Signals, signals


@dataclass(frozen=True, eq=False)
class ControlChart:
    """One series with its centre line and limits, all in the measure's own unit and in order of time.

    ``centre`` is nothing where no point has a base. ``lower`` and ``upper`` are nothing for points without a base and
    everywhere while ``is_enough`` is False (too few points for limits; then there are no signals either).
    ``sigma_z`` is the scatter between points in units of the scatter that chance gives (1: chance alone), as used;
    ``sigma_z_observed`` as computed, nothing for charts without it. ``sets_limits`` are the points the limits rest on.
    """

    values: Masked
    centre: float | None
    lower: Masked
    upper: Masked
    base: FloatArray
    sets_limits: BoolArray
    sigma_z: float | None
    sigma_z_observed: float | None
    is_enough: bool
    signals: Signals

    @property
    def enough(self) -> bool:
        """The same as ``is_enough``."""
        return self.is_enough

    @property
    def is_defined(self) -> BoolArray:
        """Where the series has a value."""
        return ~np.ma.getmaskarray(self.values)


def nps_chart(
    promoters: Any,
    passives: Any,
    detractors: Any,
    sets_limits: Any = None,
    *,
    is_laney: bool = True,
    raise_sigma_z: bool = True,
    minimum_points: int = constants.MINIMUM_POINTS,
) -> ControlChart:
    """In which months did the score leave its ordinary scatter?

    Takes counts per month in order of time. σᵢ = √(V̄/nᵢ) with V̄ the variance of one answer pooled over the months
    that set the limits, then Laney's σz. In points; limits clipped to ±100. Months without answers: nothing, and the
    moving range spans them. ``sets_limits`` marks the months that set centre and limits (default: all with a base);
    σz under 1 is raised to 1 unless ``raise_sigma_z`` is False. Chance of a false flag in 24 months of 25–119
    answers: about 6 %, whatever the real scatter (plain limits: 5 % to over
    half). Source: Laney 2002 for σz; its use on the score is this room's own extension.

    >>> chart = nps_chart([50] * 12, [30] * 12, [20] * 12)
    >>> round(chart.centre, 1), round(float(chart.lower[0]), 2), chart.sigma_z
    (30.0, 6.57, 1.0)
    """
    plus, zero, minus = together(
        promoters=counts("promoters", line("promoters", promoters)),
        passives=counts("passives", passives),
        detractors=counts("detractors", detractors),
    )
    base = plus + zero + minus
    sets = _sets_limits(sets_limits, base)
    share_plus, share_minus = ratio(plus[sets].sum(), base[sets].sum()), ratio(minus[sets].sum(), base[sets].sum())
    centre = float(share_plus - share_minus)
    variance = float(share_plus + share_minus - centre**2)
    sigma = np.sqrt(ratio(variance, base))
    return _attributes(
        ratio(plus - minus, base),
        sigma,
        base,
        sets,
        centre,
        bounds=(-1.0, 1.0),
        scale=constants.POINTS,
        is_laney=is_laney,
        raise_sigma_z=raise_sigma_z,
        minimum_points=minimum_points,
    )


def p_chart(
    events: Any,
    trials: Any,
    sets_limits: Any = None,
    *,
    is_laney: bool = True,
    raise_sigma_z: bool = True,
    minimum_points: int = constants.MINIMUM_POINTS,
) -> ControlChart:
    """In which months did a share leave its ordinary scatter? In per cent, limits within 0…100.

    Takes successes and trials per month in order of time: p̄ = Σx/Σn, σᵢ = √(p̄(1−p̄)/nᵢ); p′ (Laney, the default)
    widens by σz, ``is_laney=False`` gives the plain p chart. The rest as in ``nps_chart``.
    Source: Laney 2002 as in Minitab's methods and formulas.

    >>> chart = p_chart([12, 15, 8, 10] * 3, [50] * 12, is_laney=False)
    >>> round(chart.centre, 2), round(float(chart.upper[0]), 2)
    (22.5, 40.22)
    """
    hits, base = together(events=counts("events", line("events", events)), trials=counts("trials", trials))
    if (hits > base).any():
        raise StatisticsInputError("more successes than trials", "events", "events ≤ trials", "check both counts")
    sets = _sets_limits(sets_limits, base)
    centre = float(ratio(hits[sets].sum(), base[sets].sum()))
    return _attributes(
        ratio(hits, base),
        np.sqrt(ratio(centre * (1.0 - centre), base)),
        base,
        sets,
        centre,
        bounds=(0.0, 1.0),
        scale=constants.POINTS,
        is_laney=is_laney,
        raise_sigma_z=raise_sigma_z,
        minimum_points=minimum_points,
    )


def u_chart(
    events: Any,
    exposure: Any,
    sets_limits: Any = None,
    *,
    per: float = constants.PER_10K,
    is_laney: bool = True,
    raise_sigma_z: bool = True,
    minimum_points: int = constants.MINIMUM_POINTS,
) -> ControlChart:
    """In which months did a rate leave its ordinary scatter? Per ``per`` of exposure, lower limit not under 0.

    Takes events and exposure per month in order of time: ū = Σx/Σe, σᵢ = √(ū/eᵢ); u′ (Laney) is the default.
    Raises StatisticsInputError for events without exposure. A c chart is a u chart with equal exposure.

    >>> chart = u_chart([16] * 12, [1] * 12, per=1, is_laney=False)
    >>> chart.centre, float(chart.lower[0]), float(chart.upper[0])
    (16.0, 4.0, 28.0)
    """
    seen, base = together(events=counts("events", line("events", events)), exposure=counts("exposure", exposure))
    if ((base == 0) & (seen > 0)).any():
        raise StatisticsInputError("events without exposure", "exposure", "an exposure above 0", "hand over exposures")
    sets = _sets_limits(sets_limits, base)
    centre = float(ratio(seen[sets].sum(), base[sets].sum()))
    return _attributes(
        ratio(seen, base),
        np.sqrt(ratio(centre, base)),
        base,
        sets,
        centre,
        bounds=(0.0, np.inf),
        scale=per,
        is_laney=is_laney,
        raise_sigma_z=raise_sigma_z,
        minimum_points=minimum_points,
    )


def xmr_chart(values: Any, sets_limits: Any = None, *, minimum_points: int = constants.MINIMUM_POINTS) -> ControlChart:
    """In which periods did a plain number (days, an index) leave its ordinary scatter?

    Takes one value per period in order of time (masked entries are periods without one). x̄ ± 3·MR̄/1.128 with MR̄ the
    mean moving range; large ranges are not screened out (screening raises false alarms). Same unit as the input.
    Source: NIST/SEMATECH handbook 6.3.2.2.

    >>> chart = xmr_chart([49.6, 47.6, 49.9, 51.3, 47.8, 51.2, 52.6, 52.4, 53.6, 52.1], minimum_points=10)
    >>> round(chart.centre, 2), round(float(chart.upper[0]), 4), round(float(chart.lower[0]), 4)
    (50.81, 55.8041, 45.8159)
    """
    given = np.ma.MaskedArray(values)
    is_defined = ~np.ma.getmaskarray(given)
    series = line("values", given.filled(0.0))
    base = is_defined.astype(np.float64)
    sets = _sets_limits(sets_limits, base)
    centre = float(series[sets].mean()) if sets.any() else 0.0
    sigma = moving_range_mean(series[sets]) / constants.MOVING_RANGE_D2
    width = np.full(series.shape, constants.CONTROL_SIGMAS * sigma)
    return _chart(
        series,
        base,
        sets,
        centre,
        centre - width,
        centre + width,
        scale=1.0,
        minimum_points=minimum_points,
        sigmas=(None, None),
    )


def moving_range_limit(values: Any) -> float:
    """The upper limit of the moving range: 3.267 times its mean.

    >>> round(moving_range_limit([1.0, 2.0, 1.0]), 3)
    3.267
    """
    return constants.MOVING_RANGE_D4 * moving_range_mean(line("values", values, least=2))


def moving_range_mean(values: FloatArray) -> float:
    """Mean distance between neighbours; 0 for fewer than two.

    >>> moving_range_mean(np.array([1.0, 3.0, 2.0]))
    1.5
    """
    return float(np.abs(np.diff(values)).mean()) if values.size > 1 else 0.0


def _sets_limits(given: Any, base: FloatArray) -> BoolArray:
    has_base = base > 0
    if given is None:
        return has_base
    chosen = np.asarray(given, dtype=bool)
    if chosen.shape != base.shape:
        raise StatisticsInputError(f"shape {chosen.shape}", "sets_limits", f"shape {base.shape}", "mark every point")
    return chosen & has_base


def _attributes(
    values: FloatArray,
    sigma: FloatArray,
    base: FloatArray,
    sets: BoolArray,
    centre: float,
    *,
    bounds: tuple[float, float],
    scale: float,
    is_laney: bool,
    raise_sigma_z: bool,
    minimum_points: int,
) -> ControlChart:
    """Limits of counted data: centre ± 3σᵢ, times σz where the chart is of Laney's type."""
    observed = None
    used = None
    if is_laney:
        observed = moving_range_mean(ratio(values - centre, sigma)[sets]) / constants.MOVING_RANGE_D2
        used = max(observed, constants.LANEY_LEAST_SIGMA_Z) if raise_sigma_z else observed
    width = constants.CONTROL_SIGMAS * sigma * (1.0 if used is None else used)
    lower, upper = np.clip(centre - width, *bounds), np.clip(centre + width, *bounds)
    return _chart(
        values,
        base,
        sets,
        centre,
        lower,
        upper,
        scale=scale,
        minimum_points=minimum_points,
        sigmas=(used, observed),
        unclipped=(centre - width, centre + width),
    )


def _chart(
    values: FloatArray,
    base: FloatArray,
    sets: BoolArray,
    centre: float,
    lower: FloatArray,
    upper: FloatArray,
    *,
    scale: float,
    minimum_points: int,
    sigmas: tuple[float | None, float | None],
    unclipped: tuple[FloatArray, FloatArray] | None = None,
) -> ControlChart:
    is_defined = base > 0
    is_enough = int(sets.sum()) >= max(minimum_points, 2)
    found = Signals.none(values.size)
    if is_enough:
        found = signals(masked(values, is_defined), centre, *(unclipped or (lower, upper)))
    return ControlChart(
        values=masked(values * scale, is_defined),
        centre=centre * scale if sets.any() else None,
        lower=masked(lower * scale, is_defined & is_enough),
        upper=masked(upper * scale, is_defined & is_enough),
        base=base,
        sets_limits=sets,
        sigma_z=sigmas[0] if is_enough else None,
        sigma_z_observed=sigmas[1] if is_enough else None,
        is_enough=is_enough,
        signals=found,
    )
