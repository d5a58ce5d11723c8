"""What one comparison may show: its months on either side, the verdict, and what belongs beside them, all released."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from dashboard.answers.compared import Bounds, Comparison
from dashboard.answers.kinds import KINDS, Summed
from dashboard.answers.question import Question
from dashboard.effect_verdicts import decide
from dashboard.values import Answer, Key, Released, Verdict, stepped


@dataclass(frozen=True)
class Told:
    """The released months of both sides, the verdict and what a figure needs of one comparison."""

    values: tuple[Released, ...]
    verdict: Verdict
    chart: dict[str, Any]
    notes: tuple[str, ...]


def verdict_of(comparison: Comparison) -> Verdict:
    """The verdict; of what divides answers that may only be shown together, in steps."""
    verdict = decide(comparison.evidence)
    return verdict.in_steps(comparison.step) if comparison.step else verdict


def told(comparison: Comparison, measured: Question) -> Told:
    """The comparison through the gate.

    values: keys (("month", m) or where units began in different ones ("since", months since the own start), ("side",
    "improved" | "left_alone")). chart: ``months`` (the moments), ``is_staggered``, ``is_before``, ``is_after``,
    ``path`` and ``band``, ``drift`` (change, low, high between the halves of before), ``ranks``, ``p_value``,
    ``rebound``, ``expected``, ``detectable``, ``controls``, ``months_after``, ``units``, ``left_out``, ``touchpoint``,
    ``starts_on``.
    """
    dimension = "since" if comparison.is_staggered else "month"
    values: list[Released] = []
    for side, summed in (("improved", comparison.treated), ("left_alone", comparison.left_alone)):
        if side == "left_alone" and not comparison.evidence.controls:
            continue
        keys: list[Key] = [((dimension, moment), ("side", side)) for moment in comparison.moments]
        values += _released(measured, keys, summed)
    path, band = _shown(comparison, values, dimension, measured)
    return Told(
        tuple(values),
        verdict_of(comparison),
        {
            "months": comparison.moments,
            "is_staggered": comparison.is_staggered,
            "is_before": comparison.is_before,
            "is_after": comparison.is_after,
            "path": path,
            "band": band,
            "drift": _in_steps(comparison.drift, comparison.step),
            "ranks": comparison.ranks,
            "p_value": comparison.p_value,
            "rebound": comparison.rebound,
            "expected": comparison.change.expected,
            "detectable": comparison.evidence.detectable,
            "controls": comparison.evidence.controls,
            "months_after": comparison.evidence.months_after,
            "units": comparison.units,
            "left_out": comparison.left_out,
            "touchpoint": comparison.change.touchpoint_id,
            "starts_on": comparison.change.first_on,
        },
        (*comparison.notes, *(["freer_cut"] if any(value.is_freer for value in values) else [])),
    )


def framed(answer: Answer, comparison: Comparison) -> Answer:
    """The answer with the months that were compared in its footer, whatever the bar's period is."""
    return replace(answer, footer=replace(answer.footer, period=comparison.span))


def _released(measured: Question, keys: Sequence[Key], summed: Summed) -> tuple[Released, ...]:
    return measured.release(list(keys), summed, KINDS[measured.measure.measure].estimate(summed)) if keys else ()


def _in_steps(bounds: Bounds | None, step: int) -> Bounds | None:
    if bounds is None or not step:
        return bounds
    change, low, high = (float(step * round(each / step)) for each in bounds)
    return change, low, high


def _shown(
    comparison: Comparison, values: Sequence[Released], dimension: str, measured: Question
) -> tuple[tuple[float | None, ...], tuple[tuple[float | None, float | None], ...]]:
    """The path without the months whose own score may not be shown, in steps where it may only so; of a staggered
    change its interval likewise (what the controls do is nobody's own)."""
    improved = {value.of(dimension): value for value in values if value.of("side") == "improved"}
    path: list[float | None] = []
    band: list[tuple[float | None, float | None]] = []
    bounds = comparison.band or ((None, None),) * len(comparison.path)
    for moment, moved, (low, high) in zip(comparison.moments, comparison.path, bounds, strict=False):
        value = improved[moment]
        is_hidden = moved is None or value.shown in ("hidden", "interval")
        step = measured.rules.step(measured.measure, value.base or 0) if value.is_freer else 0
        path.append(None if is_hidden else stepped(moved, step) if step else moved)
        if not comparison.is_staggered:
            band.append((low, high))
        elif is_hidden:
            band.append((None, None))
        else:
            band.append((stepped(low, step), stepped(high, step)) if step else (low, high))
    return tuple(path), tuple(band) if comparison.band else ()
