"""The lane map of a journey: its steps in order, what the customer sees above, what happens behind the counter below.

Cards in the page's own text and no drawing, so that it wraps at any width, is read aloud in order, grows with the type,
and prints. One card per step: name, stage and channel, score with interval and base, and what the bank's own records
say of it. A step that stands apart from the journey's mean carries a mark and the word for it, never colour alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import Protocol

from dashboard.figures import reading
from dashboard.figures.inline import scale_strip
from dashboard.values import Answer, Released, Verdict
from dashboard.views import View

MARKS = {"higher": "▲", "lower": "▼"}
_ALL = (0.0, 100.0)


class Step(Protocol):
    """What the map must know of a step; the catalogue's touchpoints have it."""

    @property
    def touchpoint_id(self) -> str: ...
    @property
    def channel(self) -> str: ...
    @property
    def is_front_stage(self) -> bool: ...


def lane_map(answer: Answer, view: View, verdicts: Sequence[Verdict | None] = ()) -> str:
    """``journeys.steps`` as one list in order; ``verdicts`` aligned, each score against the journey's mean."""
    steps: tuple[Step, ...] = tuple(answer.chart["steps"])
    span = _span(answer)
    cards = "".join(
        _card(at, step, answer, view, span, verdicts[at] if at < len(verdicts) else None)
        for at, step in enumerate(steps)
    )
    label = view.text("Steps of the journey in their order")
    return f'{_key(steps, view)}<ol class="hy-lanes" aria-label="{escape(label)}">{cards}</ol>'


def _key(steps: Sequence[Step], view: View) -> str:
    """What the two lanes and the strips are; lanes only where there are two."""
    told = [view.text("● score, ○ on a low base, bar: 95% interval, all steps on one scale")]
    if len({step.is_front_stage for step in steps}) > 1:
        told.insert(0, view.text("solid edge: front stage, what the customer sees; dashed edge: back stage"))
    return f'<p class="hy-key">{"".join(f"<span>{escape(each)}</span>" for each in told)}</p>'


def _span(answer: Answer) -> tuple[float, float]:
    """One scale for all steps, wide enough for every interval."""
    ends = [end for value in answer.values for end in (value.low, value.high) if end is not None]
    return (min(ends), max(ends)) if ends else _ALL


def _card(at: int, step: Step, answer: Answer, view: View, span: tuple[float, float], verdict: Verdict | None) -> str:
    value = answer.values[at]
    name = reading.label("touchpoint", step.touchpoint_id, answer, view)
    stage = view.text("front stage") if step.is_front_stage else view.text("back stage")
    channel = reading.label("channel", step.channel, answer, view) if step.channel else ""
    where = view.text(" · ").join(part for part in (stage, channel) if part)
    lane = "hy-front" if step.is_front_stage else "hy-back"
    strip = scale_strip(value, span, view, _interval(value, answer, view) or view.text("no interval"))
    return (
        f'<li class="{lane}"><article class="hy-step">'
        f'<p class="hy-step-where"><b>{at + 1}</b> {escape(where)}</p>'
        f"<h3>{escape(name)}</h3>"
        f'<p class="hy-step-score">{_score(value, answer, view)}</p>{strip}'
        f'<p class="hy-step-base">{escape(_under(value, answer, view))}</p>'
        f"{_apart(verdict, view)}<dl>{_records(at, answer, view)}</dl></article></li>"
    )


def _score(value: Released, answer: Answer, view: View) -> str:
    """The score, the interval where only that shows, or why there is none."""
    if value.score is not None:
        return f"<strong>{escape(reading.amount(value.score, answer, view))}</strong>"
    if value.low is not None and value.high is not None:
        low, high = view.number(value.low, 0), reading.amount(value.high, answer, view, decimals=0)
        return f'<span class="hy-step-range">{escape(view.text("{low} to {high}", low=low, high=high))}</span>'
    told = view.text("too few to show") if value.base else view.text("nobody rated it")
    return f'<span class="hy-step-none">{escape(told)}</span>'


def _under(value: Released, answer: Answer, view: View) -> str:
    """Interval and base, with the words of the states that are not a plain score."""
    told = [_interval(value, answer, view), reading.base(value, answer, view) if value.base else ""]
    if value.shown == "interval":
        told[0] = view.text("few answers: interval only")
    elif value.low_base:
        told.append(view.text("low base"))
    return view.text("; ").join(part for part in told if part)


def _interval(value: Released, answer: Answer, view: View) -> str:
    if value.low is None or value.high is None:
        return ""
    places = answer.decimals(value.score, value.low, value.high)
    return view.text("{low} to {high}", low=view.number(value.low, places), high=view.number(value.high, places))


def _apart(verdict: Verdict | None, view: View) -> str:
    """The mark and word of a step that stands apart from the journey's mean; nothing where it does not."""
    if verdict is None or verdict.code not in MARKS:
        return ""
    manner = "good" if verdict.is_good else "bad"
    steps = view.text("the mean of the steps")
    word = view.text("lower than {reference}", reference=steps)
    if verdict.code == "higher":
        word = view.text("higher than {reference}", reference=steps)
    return (
        f'<p class="hy-step-apart"><span class="hy-mark-{manner}" aria-hidden="true">{MARKS[verdict.code]}</span> '
        f"{escape(word)}</p>"
    )


def _records(at: int, answer: Answer, view: View) -> str:
    """What the bank's own records say of the step; what they do not know of it is left out."""
    complaints, inspections, drop_offs = (answer.chart[name] for name in ("complaints", "inspections", "drop_offs"))
    rows = []
    if complaints:
        rows.append((view.text("Complaints"), view.number(complaints[at].base or 0)))
    for name, told in ((view.text("Inspections passed"), inspections), (view.text("Drop-off"), drop_offs)):
        if told and told[at].base:
            rows.append((name, _share(told[at], view)))
    return "".join(f"<div><dt>{escape(name)}</dt><dd>{escape(told)}</dd></div>" for name, told in rows)


def _share(value: Released, view: View) -> str:
    """A share of the bank's own records in short: with its interval, as a card has no other place for it."""
    if value.low is None or value.high is None:
        return view.text("not yet")
    low, high = view.number(value.low, 0), view.number(value.high, 0)
    if value.score is None:
        return view.text("{low}–{high}%", low=low, high=high)
    return view.text("{share}% ({low}–{high})", share=view.number(value.score, 1), low=low, high=high)
