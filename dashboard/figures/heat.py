"""Where it hurts, drawn: units by journeys, each cell its score, tinted and marked where it stands apart."""

from __future__ import annotations

from html import escape

from dashboard.figures import reading
from dashboard.figures.figure import Figure
from dashboard.figures.number_map import Cell, draw_number_map
from dashboard.values import Answer, Released, Verdict
from dashboard.views import View

MARKS = {"higher": "▲", "lower": "▼"}
ROW_PX, ROW_PX_LARGE = 34, 44
_LETTERS_OF_A_HEAD = {"zh_CN": 7, "en": 12}


def draw_heat(answer: Answer, view: View) -> Figure:
    """``overview.hurts``: the first row is all units together; – where too few answered, nothing where nobody did."""
    found = {
        (str(value.of("unit")), str(value.of("journey"))): (value, verdict)
        for value, verdict in zip(answer.values, answer.verdicts, strict=True)
    }
    units, journeys = answer.chart["units"], answer.chart["journeys"]
    whole = view.text("All together")
    cells: list[list[Cell | None]] = [
        [
            _cell(total, None, (whole, _named("journey", journey, answer, view)), answer, view)
            for journey, total in zip(journeys, answer.chart["totals"], strict=True)
        ]
    ]
    for unit in units:
        names = _named("unit", unit, answer, view)
        cells.append(
            [
                _cell(*found[unit, journey], (names, _named("journey", journey, answer, view)), answer, view)
                if (unit, journey) in found
                else None
                for journey in journeys
            ]
        )
    head = _LETTERS_OF_A_HEAD[view.language]
    return draw_number_map(
        view,
        rows=[whole, *(_named("unit", unit, answer, view) for unit in units)],
        columns=[reading.wrapped(_named("journey", journey, answer, view), head, lines=3) for journey in journeys],
        cells=cells,
        most=1.0,
        row_px=ROW_PX_LARGE if view.is_large else ROW_PX,
        head_px=72,
        rest_px=88,
        is_head_small=True,
        is_signed=True,
    )


def heat_key(view: View) -> list[str]:
    """What the marks of the cells are."""
    return [
        view.text("▲ higher than its journey"),
        view.text("▼ lower than its journey"),
        view.text("no mark: cannot be told apart"),
        view.text("○ low base"),
        view.text("– too few to show"),
    ]


def _named(dimension: str, member: str, answer: Answer, view: View) -> str:
    return reading.label(dimension, member, answer, view)


def _cell(value: Released, verdict: Verdict | None, names: tuple[str, str], answer: Answer, view: View) -> Cell:
    """The score with its marks; the interval where that alone may be told."""
    code = str(verdict.code) if verdict else ""
    told = "–"
    if value.score is not None:
        told = view.number(value.score, answer.decimals(value.score))
    elif value.low is not None and value.high is not None:
        low, high = (view.number(each, answer.decimals(each)) for each in (value.low, value.high))
        told = view.text("{low} to {high}", low=low, high=high)
    marks = [told, "○" if value.low_base else "", MARKS.get(code, "")]
    hover = [f"<b>{escape(names[0])}</b>", escape(names[1]), escape(told)]
    hover += [escape(line) for line in (reading.base(value, answer, view),) if line]
    amount = {"higher": 1.0, "lower": -1.0}.get(code, 0.0)
    return Cell(amount, " ".join(mark for mark in marks if mark), "<br>".join(hover))
