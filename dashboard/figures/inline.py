"""Small drawings that stand inside a tile, as pictures in the page's own text: a sparkline, a score on its line."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Sequence
from html import escape

from dashboard.figures.theme import palette
from dashboard.values import Released
from dashboard.views import View

_WIDTH, _HEIGHT, _EDGE = 320.0, 56.0, 6.0


def sparkline(months: Sequence[Released], view: View, alt: str) -> str:
    """The months as a thin line, the interval as a band, the last month as a dot; nothing under three months."""
    known = [value for value in months if value.score is not None]
    if len(known) < 3:
        return ""
    colours = palette(view)
    lows = [value.low if value.low is not None else value.score or 0.0 for value in known]
    highs = [value.high if value.high is not None else value.score or 0.0 for value in known]
    lowest, highest = min(lows), max(highs)
    reach = highest - lowest or 1.0

    def x(number: int) -> float:
        return _EDGE + number * (_WIDTH - 2 * _EDGE) / (len(known) - 1)

    def y(height: float) -> float:
        return _HEIGHT - _EDGE - (height - lowest) / reach * (_HEIGHT - 2 * _EDGE)

    line = " ".join(f"{x(number):.1f},{y(value.score or 0.0):.1f}" for number, value in enumerate(known))
    upper = [f"{x(number):.1f},{y(high):.1f}" for number, high in enumerate(highs)]
    lower = [f"{x(number):.1f},{y(low):.1f}" for number, low in enumerate(lows)]
    band = " ".join([*upper, *reversed(lower)])
    last = len(known) - 1
    fixed = 'vector-effect="non-scaling-stroke"'
    end = y(known[last].score or 0.0)
    drawn = (
        f'<polygon points="{band}" fill="{colours.band}"/>'
        f'<polyline points="{line}" fill="none" stroke="{colours.accent}" stroke-width="1.6" {fixed}/>'
        f'<line x1="{x(last):.1f}" x2="{x(last):.1f}" y1="{end:.1f}" y2="{end:.1f}" '
        f'stroke="{colours.accent}" stroke-width="7" stroke-linecap="round" {fixed}/>'
    )
    return _picture(drawn, _HEIGHT, alt, "hy-spark", ' preserveAspectRatio="none"')


def interval_strip(now: Released, before: Released | None, target: float | None, view: View, alt: str) -> str:
    """A score on its line with the interval around it, the period before as a hollow dot, the target as a tick."""
    if now.low is None or now.high is None:
        return ""
    colours = palette(view)
    inside = [now.low, now.high, *([now.score] if now.score is not None else [])]
    if before is not None and before.score is not None:
        inside.append(before.score)
    if target is not None:
        inside.append(target)
    reach = max(max(inside) - min(inside), 1e-9)
    first, last = min(inside) - reach * 0.12, max(inside) + reach * 0.12

    def x(at: float) -> float:
        return (at - first) / (last - first) * _WIDTH

    middle, soft = 18.0, ' stroke-opacity="0.35" stroke-linecap="round"'
    drawn = [
        _line(0, middle, _WIDTH, middle, colours.rule, 1),
        _line(x(now.low), middle, x(now.high), middle, colours.accent, 6, soft),
    ]
    if target is not None:
        drawn.append(_line(x(target), 6, x(target), 30, colours.ink, 1.6))
    if before is not None and before.score is not None:
        drawn.append(_dot(x(before.score), middle, 5, colours.paper, colours.muted))
    if now.score is not None:
        drawn.append(_dot(x(now.score), middle, 6, colours.paper if now.low_base else colours.accent, colours.accent))
    return _picture("".join(drawn), 36, alt, "hy-strip")


def scale_strip(value: Released, span: tuple[float, float], view: View, alt: str) -> str:
    """A value with its interval on a scale that rows share, from first to last of ``span``; nothing without one."""
    if value.low is None or value.high is None:
        return ""
    colours = palette(view)
    reach = max(span[1] - span[0], 1e-9)

    def x(at: float) -> float:
        return 8 + (at - span[0]) / reach * (_WIDTH - 16)

    drawn = [
        _line(0, 9, _WIDTH, 9, colours.rule, 1),
        _line(x(value.low), 9, x(value.high), 9, colours.accent, 5, ' stroke-opacity="0.4" stroke-linecap="round"'),
    ]
    if value.score is not None:
        drawn.append(_dot(x(value.score), 9, 5, colours.paper if value.low_base else colours.accent, colours.accent))
    return _picture("".join(drawn), 18, alt, "hy-scale")


def _picture(drawn: str, height: float, alt: str, name: str, more: str = "") -> str:
    """An image element: the page's own cleaning of HTML takes bare SVG away."""
    svg = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH:.0f} {height:.0f}"{more}>{drawn}</svg>'
    return (
        f'<img class="{name}" alt="{escape(alt)}" src="data:image/svg+xml;base64,{b64encode(svg.encode()).decode()}">'
    )


def _line(x1: float, y1: float, x2: float, y2: float, colour: str, width: float, more: str = "") -> str:
    return (
        f'<line x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}" stroke="{colour}" '
        f'stroke-width="{width}"{more}/>'
    )


def _dot(x: float, y: float, radius: float, fill: str, edge: str) -> str:
    return f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{radius}" fill="{fill}" stroke="{edge}" stroke-width="2"/>'
