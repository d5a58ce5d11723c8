"""Checks and readings of driver shares: ordinal logit, importance against performance, asymmetric drivers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

from dashboard.stats import constants
from dashboard.stats.errors import StatisticsInputError, TooLittleDataError
from dashboard.stats.estimates import quantile_of
from dashboard.stats.inputs import FloatArray, line, numbers

Zone = Literal["improve", "keep", "low_priority", "more_than_needed", "undetermined"]
Kind = Literal["basic", "performance", "excitement", "undetermined"]


@dataclass(frozen=True, eq=False)
class Ordinal:
    """A proportional-odds fit: coefficients per column with standard errors, cut points, deviance."""

    names: tuple[str, ...]
    coefficients: FloatArray
    errors: FloatArray
    cut_points: FloatArray
    deviance: float
    responses: float


@dataclass(frozen=True, eq=False)
class Importance:
    """Touchpoints by performance (x) and importance (y); ``zones`` name the quadrant or say that it is undetermined."""

    names: tuple[str, ...]
    mean_performance: float
    mean_importance: float
    zones: tuple[Zone, ...]


@dataclass(frozen=True, eq=False)
class Asymmetry:
    """What a pain takes away and what a delight adds, in units of the outcome, against ratings in between.

    ``penalty`` and ``reward`` are positive where they go the expected way.
    """

    names: tuple[str, ...]
    penalty: FloatArray
    penalty_low: FloatArray
    penalty_high: FloatArray
    reward: FloatArray
    reward_low: FloatArray
    reward_high: FloatArray
    kinds: tuple[Kind, ...]


def ordinal_logit(outcome: Any, columns: Any, names: Sequence[str]) -> Ordinal:
    """Do the same drivers show if the outcome is only taken as ordered? A check on the shares, not the main number.

    Takes an outcome of ordered whole codes and complete columns (responses, columns). Proportional odds, logit link.
    Raises StatisticsInputError for a constant outcome or columns that do not fit. Source: McCullagh 1980; R MASS polr.

    >>> rng = np.random.default_rng(0)
    >>> x = rng.normal(size=(500, 1)); y = np.digitize(x[:, 0] + rng.logistic(size=500), [-1, 1])
    >>> result = ordinal_logit(y, x, ["staff"])
    >>> bool(0.7 < result.coefficients[0] < 1.3)
    True
    """
    from statsmodels.miscmodels.ordinal_model import OrderedModel

    y, x = line("outcome", outcome, least=3), numbers("columns", columns)
    if x.ndim != 2 or x.shape != (y.size, len(names)):
        raise StatisticsInputError(f"shape {x.shape}", "columns", "(responses, columns)", "one row per response")
    codes, ordered = np.unique(y, return_inverse=True)
    if codes.size < 2:
        raise StatisticsInputError("outcomes that are all the same", "outcome", "answers that differ", "wait for more")
    model = OrderedModel(ordered, x, distr="logit")
    fit = model.fit(method="bfgs", disp=False, maxiter=500, gtol=1e-8)
    thresholds = model.transform_threshold_params(fit.params)[1:-1]
    width = len(names)
    return Ordinal(
        names=tuple(names),
        coefficients=np.asarray(fit.params[:width], dtype=np.float64),
        errors=np.asarray(fit.bse[:width], dtype=np.float64),
        cut_points=np.asarray(thresholds, dtype=np.float64),
        deviance=float(-2.0 * fit.llf),
        responses=float(y.size),
    )


def importance_performance(
    names: Sequence[str],
    performance: Any,
    performance_low: Any,
    performance_high: Any,
    importance: Any,
    importance_low: Any,
    importance_high: Any,
) -> Importance:
    """What to improve first, what to keep, and where do the data not say?

    Takes performance (top-two-box share, per cent) and importance (share of R²), each with its interval. Crosshairs at
    the means; a point whose interval crosses a line is undetermined. Raises StatisticsInputError for unequal lengths.
    Source: Martilla & James 1977, with the undetermined zone added.

    >>> importance_performance(["a", "b"], [60, 90], [55, 85], [65, 95], [0.3, 0.1], [0.25, 0.05], [0.35, 0.15]).zones
    ('improve', 'more_than_needed')
    """
    columns = [line("performance and importance", each) for each in (
        performance, performance_low, performance_high, importance, importance_low, importance_high
    )]  # fmt: skip
    if any(column.size != len(names) for column in columns) or not names:
        raise StatisticsInputError("unequal lengths", "performance", "one value per touchpoint", "align the rows")
    x, x_low, x_high, y, y_low, y_high = columns
    middle_x, middle_y = float(x.mean()), float(y.mean())
    crosses = ((x_low <= middle_x) & (x_high >= middle_x)) | ((y_low <= middle_y) & (y_high >= middle_y))
    zones: list[Zone] = []
    for is_open, is_good, is_important in zip(crosses, x > middle_x, y > middle_y, strict=True):
        if is_open:
            zones.append("undetermined")
        elif is_important:
            zones.append("keep" if is_good else "improve")
        else:
            zones.append("more_than_needed" if is_good else "low_priority")
    return Importance(tuple(names), middle_x, middle_y, tuple(zones))


def asymmetric(
    outcome: Any,
    is_pain: Any,
    is_delight: Any,
    names: Sequence[str],
    level: float = constants.CONFIDENCE_LEVEL,
) -> Asymmetry:
    """Is a touchpoint missed when it fails, noticed when it delights, or both alike?

    Takes an outcome per response and marks (responses, touchpoints) for the register's pain and top boxes; neither
    means in between (or not used). One regression of the outcome on all marks, heteroskedasticity-robust (HC3).
    Penalty above reward with intervals apart: basic; reward above penalty: excitement; both above 0 and overlapping:
    performance; otherwise undetermined. An asymmetric driver, not Kano's method, which needs paired questions.
    Raises TooLittleDataError where a touchpoint has under ten pains or delights. Source: Brandt 1987.

    >>> rng = np.random.default_rng(3)
    >>> pain, top = rng.random((900, 1)) < 0.2, np.zeros((900, 1), bool)
    >>> top[~pain[:, 0], 0] = rng.random((~pain).sum()) < 0.4
    >>> y = 8 - 3 * pain[:, 0] + 0.2 * top[:, 0] + rng.normal(size=900)
    >>> asymmetric(y, pain, top, ["counter"]).kinds
    ('basic',)
    """
    y = line("outcome", outcome, least=3)
    low, high = np.asarray(is_pain, dtype=bool), np.asarray(is_delight, dtype=bool)
    if low.shape != (y.size, len(names)) or high.shape != low.shape:
        raise StatisticsInputError(f"shape {low.shape}", "is_pain", "(responses, touchpoints)", "one row per response")
    if (low & high).any():
        raise StatisticsInputError("a rating both pain and delight", "is_pain", "one or the other", "check the boxes")
    fewest = int(min(low.sum(axis=0).min(initial=y.size), high.sum(axis=0).min(initial=y.size)))
    if fewest < constants.LEAST_TOGETHER:
        found = f"{fewest} pains or delights"
        raise TooLittleDataError(found, "is_pain or is_delight", f"{constants.LEAST_TOGETHER} each", "leave it out")
    design = np.column_stack([np.ones(y.size), low, high]).astype(np.float64)
    inverse = np.linalg.pinv(design.T @ design)
    beta = inverse @ design.T @ y
    leverage = np.einsum("ij,jk,ik->i", design, inverse, design)
    residual = (y - design @ beta) / np.maximum(1.0 - leverage, 1e-9)
    covariance = inverse @ (design.T * residual**2) @ design @ inverse
    errors = np.sqrt(np.diag(covariance))
    width, margin = len(names), quantile_of(level) * errors
    return read_asymmetry(names, -beta[1 : 1 + width], margin[1 : 1 + width], beta[1 + width :], margin[1 + width :])


def read_asymmetry(
    names: Sequence[str], penalty: FloatArray, penalty_margin: FloatArray, reward: FloatArray, reward_margin: FloatArray
) -> Asymmetry:
    """Which kind is each touchpoint, by what a pain takes and a delight adds, each give or take its margin?

    Takes arrays (touchpoints,) in units of the outcome. The kinds are told in ``asymmetric``.

    >>> read_asymmetry(["queue"], np.array([2.0]), np.array([0.5]), np.array([0.4]), np.array([0.3])).kinds
    ('basic',)
    """
    kinds: list[Kind] = []
    for down, down_margin, up, up_margin in zip(penalty, penalty_margin, reward, reward_margin, strict=True):
        if down - down_margin > up + up_margin and down - down_margin > 0:
            kinds.append("basic")
        elif up - up_margin > down + down_margin and up - up_margin > 0:
            kinds.append("excitement")
        elif down - down_margin > 0 and up - up_margin > 0:
            kinds.append("performance")
        else:
            kinds.append("undetermined")
    return Asymmetry(
        tuple(names),
        penalty,
        penalty - penalty_margin,
        penalty + penalty_margin,
        reward,
        reward - reward_margin,
        reward + reward_margin,
        tuple(kinds),
    )
