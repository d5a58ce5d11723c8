"""The journey in four numbers: as customers judge it once, as the mean of its steps, its worst moment, its ending."""

from __future__ import annotations

from html import escape

import streamlit as st

from dashboard import verdicts
from dashboard.components.context import Context
from dashboard.figures import reading
from dashboard.figures.lane_map import MARKS
from dashboard.values import Answer, Released, Verdict
from dashboard.views import View


def show_whole(answer: Answer, joined: Answer, context: Context) -> None:
    """Four tiles; ``joined`` says how the last step stands to the mean of the steps. Nothing where nothing is rated."""
    if answer.missing:
        return
    view, chart = context.view, answer.chart
    (mean,) = answer.values
    tiles = [
        *_asked_once(answer, view),
        _tile(
            view.text("Mean of the steps"),
            mean,
            answer,
            view,
            view.text("{count} steps, each counting alike", count=view.number(chart["steps"])),
            interval=_range(mean, answer, view),
        ),
        _worst(answer, view),
        _ending(answer, joined, view),
    ]
    st.html(f'<div class="hy-ends">{"".join(tiles)}</div>')


def _asked_once(answer: Answer, view: View) -> list[str]:
    """What is asked once at the end: satisfaction with the whole, and the recommend question as a line below it."""
    overall, recommend = answer.chart["overall"], answer.chart["recommend"]
    name = view.text("The journey as a whole")
    told = ""
    if recommend is not None and recommend.base:
        told = view.text("NPS {score}", score=verdicts.value(recommend, view, answer))
        if recommend.score is not None:
            told = view.text("{told} ({interval})", told=told, interval=verdicts.interval(recommend, view, answer))
    if overall is not None:
        return [_tile(name, overall, answer, view, view.text("satisfied with the whole, asked once"), told)]
    if told and recommend is not None:
        return [_tile(name, recommend, answer, view, view.text("NPS of those who went this journey"))]
    return []


def _worst(answer: Answer, view: View) -> str:
    worst, (verdict,) = answer.chart["worst"], answer.verdicts
    name = view.text("Worst moment")
    if worst is None:
        return _plain(name, view.text("fewer than two steps have enough ratings"))
    step = reading.label("touchpoint", worst.of("touchpoint") or "", answer, view)
    other = reading.label("touchpoint", verdict.against.partition(":")[2], answer, view)
    if verdict.code == "lower":
        told = view.text("lower than the next, {step}", step=other)
        return _tile(name, worst, answer, view, step, _marked(verdict, told), is_marked=True)
    return _plain(name, view.text("{step} and {other} cannot be told apart", step=step, other=other))


def _ending(answer: Answer, joined: Answer, view: View) -> str:
    ending: Released = answer.chart["ending"]
    step = reading.label("touchpoint", ending.of("touchpoint") or "", answer, view)
    verdict = joined.verdicts[-1] if joined.verdicts else None
    if verdict is None or verdict.code == "too_few":
        return _tile(view.text("How it ends"), ending, answer, view, step)
    told = _marked(verdict, verdicts.brief(verdict, view, joined))
    return _tile(view.text("How it ends"), ending, answer, view, step, told, is_marked=True)


def _tile(
    name: str,
    value: Released,
    answer: Answer,
    view: View,
    what: str,
    more: str = "",
    *,
    is_marked: bool = False,
    interval: str = "",
) -> str:
    under = [
        interval or (verdicts.interval(value, view, answer) if value.score is not None else ""),
        verdicts.base(value, view, answer),
    ]
    lines = [f'<p class="hy-interval">{escape(view.text("; ").join(part for part in under if part))}</p>']
    if more:
        lines.append(f'<p class="hy-end-more">{more if is_marked else escape(more)}</p>')
    return (
        f'<section aria-label="{escape(name)}"><h3>{escape(name)}</h3>'
        f'<p class="hy-number">{escape(verdicts.value(value, view, answer))}</p>'
        f'<p class="hy-end-what">{escape(what)}</p>{"".join(lines)}</section>'
    )


def _range(value: Released, answer: Answer, view: View) -> str:
    """The ends of a mean of intervals, which are further apart than those of an interval of the mean."""
    if value.score is None or value.low is None or value.high is None:
        return ""
    low, high = (reading.amount(end, answer, view) for end in (value.low, value.high))
    return view.text("range {low} to {high}, from the steps' intervals", low=low, high=high)


def _plain(name: str, told: str) -> str:
    shown = f'<h3>{escape(name)}</h3><p class="hy-end-what">{escape(told)}</p>'
    return f'<section aria-label="{escape(name)}">{shown}</section>'


def _marked(verdict: Verdict, told: str) -> str:
    """A verdict's words behind its mark; a mark carries no meaning that the words do not."""
    if verdict.code not in MARKS:
        return escape(told)
    manner = "good" if verdict.is_good else "bad"
    return f'<span class="hy-mark-{manner}" aria-hidden="true">{MARKS[verdict.code]}</span> {escape(told)}'
