"""What mending one step might be worth at most, step by step, as a range on one scale."""

from __future__ import annotations

from functools import partial
from html import escape

import streamlit as st

from dashboard import verdicts
from dashboard.components import panel
from dashboard.components.context import Context
from dashboard.components.table import Cell, state_name
from dashboard.figures.inline import scale_strip
from dashboard.journey_words import step_name
from dashboard.values import Answer, Released
from dashboard.views import View


def show_worth(answer: Answer, context: Context) -> None:
    """The steps whose pain goes with a lower score, each with how far those spared it stand above; the rest below."""
    view = context.view
    kicker = view.text("What mending one step might be worth")
    with st.container(key="panel-worth"):
        if answer.missing:
            panel.show_heading(kicker, verdicts.missing(answer, view), (), is_missing=True)
            return
        title = verdicts.title(answer, view)
        how = view.text(
            "How far those without a pain at the step stand above all who used it. It is an association: "
            "these customers met other things as well. Mending the step hardly gives more than that, and may give less."
        )
        panel.show_heading(kicker, title, (how,))
        if told := [at for at, value in enumerate(answer.values) if value.low is not None]:
            st.html(_table(answer, told, view))
        panel.show_foot(answer, context, key="worth", rows=partial(worth_rows, answer, context), finding=title)


def worth_rows(answer: Answer, context: Context) -> list[dict[str, Cell]]:
    """The table behind: every step, also those of which too few had a pain to be told."""
    view = context.view
    return [
        {
            view.text("Touchpoint"): step_name("touchpoint", value, answer, view),
            view.text("Stand higher by, points of NPS"): value.score,
            view.text("95% interval from"): value.low,
            view.text("95% interval to"): value.high,
            view.text("Had a pain there, %"): pain,
            view.text("Used it and recommended"): value.base,
            view.text("Those with a pain against those without"): verdicts.word(verdict, view),
            view.text("How to read it"): state_name(value, view),
        }
        for value, verdict, pain in zip(answer.values, answer.verdicts, answer.chart["pain_pct"], strict=True)
    ]


def _table(answer: Answer, told: list[int], view: View) -> str:
    """One row per step that may be told, the surest first, all on one scale."""
    order = [*answer.chart["order"], *(at for at in told if at not in answer.chart["order"])]
    ends = [end for at in told for end in (answer.values[at].low, answer.values[at].high) if end is not None]
    span = (min(0.0, *ends), max(0.0, *ends))
    rows = "".join(_row(answer, at, span, view) for at in order)
    names = (
        view.text("Touchpoint"),
        view.text("Stand higher by, points of NPS"),
        view.text("95% interval on one scale"),
        view.text("Had a pain there"),
    )
    head = "".join(f'<th scope="col">{escape(name)}</th>' for name in names)
    return f'<table class="hy-joined hy-worth"><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>'


def _row(answer: Answer, at: int, span: tuple[float, float], view: View) -> str:
    value: Released = answer.values[at]
    name = step_name("touchpoint", value, answer, view)
    interval = verdicts.interval(value, view, answer)
    is_sure = at in answer.chart["order"]
    told = verdicts.value(value, view, answer)
    shown = f"<strong>{escape(told)}</strong>" if is_sure else escape(told)
    doubt = "" if is_sure else f" <small>{escape(verdicts.word(answer.verdicts[at], view))}</small>"
    pain = answer.chart["pain_pct"][at]
    share = "–" if pain is None else view.text("{number}%", number=view.number(pain))
    cells = (
        (view.text("Stand higher by, points of NPS"), f"{shown}{doubt}"),
        ("", f"{scale_strip(value, span, view, interval)}<small>{escape(verdicts.span(value, view, answer))}</small>"),
        (view.text("Had a pain there"), escape(share)),
    )
    drawn = "".join(
        f'<td data-name="{escape(column)}">{cell}</td>' if column else f"<td>{cell}</td>" for column, cell in cells
    )
    return f'<tr><th scope="row">{escape(name)}</th>{drawn}</tr>'
