"""The matrix of steps that fail together: what stands is marked and shaded, what cannot be told is grey."""

from __future__ import annotations

from html import escape
from typing import Any

from dashboard.figures import reading
from dashboard.figures.figure import Figure
from dashboard.figures.theme import font_px, layout, palette, veiled
from dashboard.journey_words import lift_told, pair_address, pair_counts, pair_of_steps
from dashboard.names import verdict_word
from dashboard.values import Answer
from dashboard.views import View

ROW_PX, ROW_PX_LARGE = 46, 58
ROW_PX_MANY = 26
MOST_WITH_INTERVAL = 7
"""Steps up to which a cell is wide enough on a phone for the interval under the number."""
MOST_WITH_NUMBER = 12
"""Steps up to which a cell is wide enough on a phone for a number; beyond, the pointer and the table have it."""
STRONG, STRONGEST = 2.0, 4.0
"""Lifts from which the shade of a pair that stands deepens."""
NOT_SHOWN, NOT_TOLD, LESS, MORE, MUCH_MORE, MOST = range(6)


def draw_pain_pairs(answer: Answer, view: View) -> Figure:
    """One cell per two steps, the later one below: ▲ and a shade where they fail together beyond chance (▼
    less), grey where that cannot be told, – where too few had both pains."""
    steps = [step.touchpoint_id for step in answer.chart["steps"]]
    place = {step: at for at, step in enumerate(steps)}
    size, last = font_px(view), len(steps) - 1
    cells: list[list[int | None]] = [[None] * len(steps) for _ in steps]
    hovers: list[list[str]] = [[""] * len(steps) for _ in steps]
    # a pair of under ten is not opened, and so has no name to choose it by
    pairs: list[list[list[str]]] = [[[]] * len(steps) for _ in steps]
    texts: dict[str, list[Any]] = {"x": [], "y": [], "text": []}
    for at, value in enumerate(answer.values):
        one, other = place[value.of("touchpoint") or ""], place[value.of("with") or ""]
        cells[other][one] = _shade(answer, at)
        texts["x"].append(one)
        texts["y"].append(other)
        texts["text"].append(_told(answer, at, len(steps), view))
        hovers[other][one] = _hover(answer, at, view)
        pairs[other][one] = [] if value.score is None else [pair_address(value)]
    return Figure(
        {
            "data": [_cells(cells, view) | {"hovertext": hovers, "customdata": pairs}, _words(texts, len(steps), view)],
            "layout": layout(
                view,
                height=56 + len(steps) * _row_px(len(steps), view),
                margin={"l": 8, "r": 8, "t": 34, "b": 8, "pad": 6},
                xaxis={
                    "side": "top",
                    "tickmode": "array",
                    "tickvals": list(range(last)),
                    "ticktext": [str(at + 1) for at in range(last)],
                    "tickfont": {"color": palette(view).ink, "size": size},
                    "showgrid": False,
                    "range": [-0.5, max(last, 1) - 0.5],
                },
                yaxis={
                    "tickmode": "array",
                    "tickvals": list(range(len(steps))),
                    "ticktext": [_step(at, step, len(steps), answer, view) for at, step in enumerate(steps)],
                    "tickfont": {"color": palette(view).ink, "size": size},
                    "showgrid": False,
                    "range": [len(steps) - 0.5, -0.5],
                },
                hovermode="closest",
            ),
        }
    )


def pairs_key(view: View) -> list[str]:
    """What the marks of the matrix mean."""
    return [
        view.text("number: times as often as chance; below it the 95% interval"),
        view.text("▲ more often than chance"),
        view.text("grey: cannot be told from chance, all pairs tested together"),
        view.text("– fewer than ten with both pains"),
    ]


def _row_px(steps: int, view: View) -> int:
    if steps > MOST_WITH_INTERVAL:
        return ROW_PX_MANY + (10 if view.is_large else 0)
    return ROW_PX_LARGE if view.is_large else ROW_PX


def _step(at: int, step: str, steps: int, answer: Answer, view: View) -> str:
    """A row's number and name, as a phone can show it beside the matrix."""
    most = 9 if view.language == "zh_CN" else 15
    name = reading.label("touchpoint", step, answer, view)
    return f"{at + 1}  " + reading.wrapped(name, most, lines=1 if steps > MOST_WITH_INTERVAL else 2)


def _shade(answer: Answer, at: int) -> int:
    lift, code = answer.chart["lifts"][at], answer.verdicts[at].code
    if lift is None:
        return NOT_SHOWN
    if code == "higher":
        return MOST if lift[0] >= STRONGEST else MUCH_MORE if lift[0] >= STRONG else MORE
    return LESS if code == "lower" else NOT_TOLD


def _told(answer: Answer, at: int, steps: int, view: View) -> str:
    lift = answer.chart["lifts"][at]
    if lift is None:
        return "–"
    mark = {"higher": "▲", "lower": "▼"}.get(answer.verdicts[at].code, "")
    if steps > MOST_WITH_NUMBER:
        return mark or "·"
    times, low, high = (view.number(number, 1) for number in lift)
    number = f"<b>{mark}{times}</b>" if mark else times
    small = f"<span style='font-size:{font_px(view) - 3}px'>{low}–{high}</span>"
    return f"{number}<br>{small}" if steps <= MOST_WITH_INTERVAL else number


def _hover(answer: Answer, at: int, view: View) -> str:
    value, verdict = answer.values[at], answer.verdicts[at]
    lines = [lift_told(answer, at, view), pair_counts(value, view), verdict_word(verdict.code, view)]
    if value.score is None:
        lines = [view.text("fewer than ten visits failed at both: not told"), reading.base(value, answer, view)]
    name = escape(pair_of_steps(value, answer, view))
    return "<br>".join([f"<b>{name}</b>", *(escape(line) for line in lines if line)])


def _cells(cells: list[list[int | None]], view: View) -> dict[str, Any]:
    colours = palette(view)
    fills = {
        NOT_SHOWN: colours.paper,
        NOT_TOLD: veiled(colours.neutral, 0.28),
        LESS: veiled(colours.accent, 0.35),
        MORE: veiled(colours.adverse, 0.20),
        MUCH_MORE: veiled(colours.adverse, 0.36),
        MOST: veiled(colours.adverse, 0.55),
    }
    steps = len(fills)
    scale = [[edge / steps, colour] for code, colour in fills.items() for edge in (code, code + 1)]
    return {
        "type": "heatmap",
        "z": cells,
        "zmin": -0.5,
        "zmax": steps - 0.5,
        "colorscale": scale,
        "showscale": False,
        "xgap": 3,
        "ygap": 3,
        "hovertemplate": "%{hovertext}<extra></extra>",
        "hoverongaps": False,
    }


def _words(texts: dict[str, list[Any]], steps: int, view: View) -> dict[str, Any]:
    size = font_px(view)
    return {
        "type": "scatter",
        "mode": "text",
        "x": texts["x"],
        "y": texts["y"],
        "text": texts["text"],
        "textfont": {"color": palette(view).ink, "size": size - 1 if steps <= MOST_WITH_INTERVAL else size - 3},
        "hoverinfo": "skip",
    }
