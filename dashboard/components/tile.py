"""Tiles: one number each, with its interval, base, verdicts, the way it came, and where it is from."""

from __future__ import annotations

from datetime import date
from html import escape

import streamlit as st

from dashboard import verdicts
from dashboard.components.context import Context
from dashboard.components.definition import definition_html
from dashboard.figures import reading
from dashboard.figures.inline import interval_strip, sparkline
from dashboard.figures.shares import PARTS, part_colour, part_name
from dashboard.values import Answer, Released, Verdict
from dashboard.views import View

_MARKS = {"rose": "▲", "fell": "▼", "higher": "▲", "lower": "▼"}


def current(answer: Answer) -> Released | None:
    """The value of the period that is looked at."""
    return next((value for value in answer.values if value.of("period") == "current"), None)


def show_hero(answer: Answer, context: Context) -> None:
    """The one number of the page, large, with its interval drawn out and the months behind it."""
    st.html(hero(answer, context))


def hero(answer: Answer, context: Context) -> str:
    """The same as text of a page."""
    view, now = context.view, current(answer)
    if answer.missing or now is None:
        return _absent(answer, view)
    before = next((value for value in answer.values if value.of("period") == "previous"), None)
    target = (answer.chart.get("target") or {}).get("value")
    strip = interval_strip(now, before, target, view, _strip_words(answer, now, before, target, view))
    spark = sparkline(answer.chart.get("months", ()), view, _spark_words(answer, view))
    name = escape(reading.measure(answer, view))
    left = (
        f"<h2>{name}</h2>{_number(answer, now, view)}{_interval(answer, now, view)}{_weighted(answer, view)}"
        f'<div class="hy-said">{_verdicts(answer, view)}{_target(answer, view)}</div>'
    )
    fresh = f'<div class="hy-foot">{escape(_fresh(answer, view))}</div>'
    right = f"{strip}{_key(answer, before, target, view)}{spark}{_span(answer, view)}{fresh}{_source(answer, context)}"
    return f'<section class="hy-hero" aria-label="{name}"><div>{left}</div><div class="hy-side">{right}</div></section>'


def show_tiles(answers: list[tuple[Answer, list[str]]], context: Context) -> None:
    """Small tiles side by side; each answer with further sentences of its own."""
    st.html(tiles(answers, context))


def tiles(answers: list[tuple[Answer, list[str]]], context: Context) -> str:
    """The same as text of a page."""
    return f'<div class="hy-tiles">{"".join(_tile(answer, more, context) for answer, more in answers)}</div>'


def show_parts(answer: Answer, context: Context) -> None:
    """What the score is made of: one bar of the three groups, and under it their shares and counts."""
    if drawn := parts(answer, context):
        st.html(drawn)


def parts(answer: Answer, context: Context) -> str:
    """The same as text of a page; empty where the parts may not be shown."""
    view, now = context.view, current(answer)
    total = sum(now.parts.get(part, 0) for part in PARTS) if now else 0
    if now is None or not total:
        return ""
    bars, words = [], []
    for part in PARTS:
        count = now.parts.get(part, 0)
        share, colour = 100 * count / total, part_colour(part, view)
        told = f"{view.number(share, 1)}%"
        bars.append(f'<i style="flex-basis:{share:.3f}%;background:{colour}"></i>')
        words.append(
            f'<span><i class="hy-swatch" style="background:{colour}"></i>{escape(part_name(part, view))} '
            f"<strong>{told}</strong> <small>{view.number(count)}</small></span>"
        )
    title, how = view.text("What the score is made of"), view.text("Promoters minus detractors makes the score.")
    return (
        f'<section class="hy-parts"><h2 class="hy-section">{escape(title)} <small>{escape(how)}</small></h2>'
        f'<div class="hy-bar" aria-hidden="true">{"".join(bars)}</div>'
        f'<div class="hy-amounts">{"".join(words)}</div></section>'
    )


def _tile(answer: Answer, more: list[str], context: Context) -> str:
    view, now = context.view, current(answer)
    if answer.missing or now is None:
        return _absent(answer, view)
    name = reading.measure(answer, view)
    spark = sparkline(answer.chart.get("months", ()), view, _spark_words(answer, view))
    sentences = "".join(f'<div class="hy-interval">{escape(sentence)}</div>' for sentence in more)
    return (
        f'<section class="hy-tile" aria-label="{escape(name)}"><h2>{escape(name)}</h2>{_number(answer, now, view)}'
        f"{_interval(answer, now, view)}{sentences}{spark}{_verdicts(answer, view)}{_target(answer, view)}"
        f"{_source(answer, context)}</section>"
    )


def _absent(answer: Answer, view: View) -> str:
    name = escape(reading.measure(answer, view))
    words = verdicts.missing(answer, view) if answer.missing else view.text("too few to show")
    return (
        f'<section class="hy-tile" aria-label="{name}"><h2>{name}</h2>'
        f'<div class="hy-verdict hy-absent">{escape(words)}</div></section>'
    )


def _number(answer: Answer, now: Released, view: View) -> str:
    """The number itself; its attributes say it to a machine as exactly as the gate released it."""
    exact = f'data-measure="{escape(answer.measure)}" data-shown="{now.shown}"'
    for name, told in (("score", now.score), ("low", now.low), ("high", now.high), ("base", now.base)):
        exact += "" if told is None else f' data-{name}="{told!r}"'
    return f'<div class="hy-number" {exact}>{_told(answer, now, view)}</div>'


def _told(answer: Answer, now: Released, view: View) -> str:
    if now.score is not None:
        # Only points need saying: a share has its sign, a rate and a count have their unit in their name.
        is_points = answer.chart.get("unit") == "points"
        unit = f"<small>{escape(reading.unit(answer, view))}</small>" if is_points else ""
        return escape(reading.amount(now.score, answer, view)) + unit
    if now.shown == "interval" and now.low is not None and now.high is not None:
        low, high = reading.amount(now.low, answer, view), reading.amount(now.high, answer, view)
        return f'<span class="hy-range">{low} – {high}</span><small>{escape(view.text("interval only"))}</small>'
    return f"<small>{escape(view.text('not shown'))}</small>"


def _interval(answer: Answer, now: Released, view: View) -> str:
    words = []
    if now.low is not None and now.high is not None:
        low, high = reading.amount(now.low, answer, view), reading.amount(now.high, answer, view)
        words.append(view.text("95% interval {low} to {high}", low=low, high=high))
    words.append(reading.base(now, answer, view))
    low_base = f' <span class="hy-low">{escape(view.text("low base"))}</span>' if now.low_base else ""
    return f'<div class="hy-interval">{escape(" · ".join(words))}{low_base}</div>'


def _verdicts(answer: Answer, view: View) -> str:
    return "".join(
        f'<div class="hy-verdict">{_mark(verdict)} {escape(verdicts.say(verdict, view, answer))}</div>'
        for verdict in answer.verdicts
    )


def _target(answer: Answer, view: View) -> str:
    words = verdicts.target(answer, view)
    return (
        f'<div class="hy-verdict"><span class="hy-mark" aria-hidden="true">|</span> {escape(words)}</div>'
        if words
        else ""
    )


def _mark(verdict: Verdict) -> str:
    mood = "none" if verdict.is_good is None else "good" if verdict.is_good else "bad"
    return f'<span class="hy-mark hy-mark-{mood}" aria-hidden="true">{_MARKS.get(verdict.code, "–")}</span>'


def _weighted(answer: Answer, view: View) -> str:
    second = answer.chart.get("weighted")
    if not isinstance(second, Released) or second.score is None:
        return ""
    words = view.text("Weighted, as a second figure: {value}", value=verdicts.value(second, view, answer))
    if second.low is not None and second.high is not None:
        low, high = reading.amount(second.low, answer, view), reading.amount(second.high, answer, view)
        words += view.text(" (95% interval {low} to {high})", low=low, high=high)
    return f'<div class="hy-interval">{escape(words)}</div>'


def _key(answer: Answer, before: Released | None, target: float | None, view: View) -> str:
    words = [view.text("● this period, with its 95% interval")]
    if before is not None and before.score is not None:
        words.append(view.text("○ period before {value}", value=reading.amount(before.score, answer, view)))
    if target is not None:
        words.append(view.text("| target {value}", value=reading.amount(target, answer, view)))
    return f'<div class="hy-foot">{escape("   ".join(words))}</div>'


def _strip_words(answer: Answer, now: Released, before: Released | None, target: float | None, view: View) -> str:
    words = [verdicts.value(now, view, answer), verdicts.interval(now, view, answer)]
    if before is not None and before.score is not None:
        words.append(view.text("period before {value}", value=reading.amount(before.score, answer, view)))
    if target is not None:
        words.append(view.text("target {value}", value=reading.amount(target, answer, view)))
    return ", ".join(word for word in words if word)


def _spark_words(answer: Answer, view: View) -> str:
    months = [value for value in answer.chart.get("months", ()) if value.score is not None]
    if not months:
        return reading.measure(answer, view)
    return view.text(
        "{measure} by month: lowest {low}, highest {high}, last {last}",
        measure=reading.measure(answer, view),
        low=reading.amount(min(value.score for value in months), answer, view),
        high=reading.amount(max(value.score for value in months), answer, view),
        last=reading.amount(months[-1].score, answer, view),
    )


def _span(answer: Answer, view: View) -> str:
    months = [str(value.month) for value in answer.chart.get("months", ()) if value.score is not None]
    if len(months) < 3:
        return ""
    from_month, to_month = (view.month(date.fromisoformat(month)) for month in (months[0], months[-1]))
    words = view.text("By month, {first} to {last}; the band is the 95% interval", first=from_month, last=to_month)
    return f'<div class="hy-foot">{escape(words)}</div>'


def _source(answer: Answer, context: Context) -> str:
    view = context.view
    definition = definition_html(answer.measure, context)
    return (
        f"<details><summary>{escape(view.text('How it is counted'))}</summary>{definition}"
        f"<div>{escape(verdicts.footer(answer, view))}</div></details>"
    )


def _fresh(answer: Answer, view: View) -> str:
    return view.text(
        "Data until {day} · build {build}",
        day=view.day(date.fromisoformat(answer.footer.data_until[:10])),
        build=answer.footer.build[:13],
    )
