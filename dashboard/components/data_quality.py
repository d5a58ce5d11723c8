"""How the answers came about: quality by survey, volume against expectation, and what a person should look at."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import partial
from html import escape
from typing import Any

import streamlit as st

from dashboard import verdicts
from dashboard.components import panel
from dashboard.components.context import Context
from dashboard.components.data_words import part_name, show_quiet, show_small
from dashboard.components.plot import show_plot
from dashboard.components.table import Cell, footer_text
from dashboard.components.words import show_section
from dashboard.figures.control import draw_control
from dashboard.queries.provenance import Overlap
from dashboard.values import Answer, Released
from dashboard.views import View


def show_quality(answer: Answer, context: Context) -> None:
    """Per survey: how many answered of those asked, how many left, and how attentively they answered."""
    view = context.view
    show_section(
        view.text("How the answers were filled in"),
        view.text("In the chosen period and organisation; other filters do not narrow this part."),
    )
    if answer.missing:
        show_quiet(verdicts.missing(answer, view))
        return
    for survey in answer.chart["surveys"]:
        name = view.name(answer.labels.get(("survey", survey), (survey, survey)))
        told = view.text("{count} answers", count=view.number(answer.chart["responses"][survey]))
        cells = "".join(_cell(value, answer, view) for value in answer.values if value.of("survey") == survey)
        st.html(
            f'<h3 class="hy-find">{escape(name)} <small>{escape(told)}</small></h3>'
            f'<div class="hy-facts hy-shares">{cells}</div>'
        )
    show_small(_rules(answer, view))
    show_small(footer_text(answer, context))


def _cell(value: Released, answer: Answer, view: View) -> str:
    part = part_name(str(value.of("part")), view)
    if not value.base:
        absent = escape(view.text("not recorded"))
        return f"<div><small>{escape(part)}</small><strong>–</strong><span>{absent}</span></div>"
    told = verdicts.value(value, view, answer)
    counted = value.parts.get("counted")
    behind = (
        view.text("{count} of {base}", count=view.number(counted), base=view.number(value.base))
        if counted is not None
        else view.text("of {base}", base=view.number(value.base))
    )
    span = verdicts.interval(value, view, answer) if value.score is not None else ""
    return (
        f"<div><small>{escape(part)}</small><strong>{escape(told)}</strong>"
        f"<span>{escape(span)}</span><span>{escape(behind)}</span></div>"
    )


def _rules(answer: Answer, view: View) -> str:
    rules = answer.chart["rules"]
    return view.text(
        "Very quickly: under {share}% of the usual time of the same questionnaire (its median, by survey and journey); "
        "very long: over {times} times. Every rating the same: at least {least} touchpoints rated, all alike; "
        "satisfied people do that too. Perhaps sent twice: one person, the same answers, within minutes; flagged and "
        "counted.",
        share=view.number(100 * rules["quick_below_usual_share"]),
        times=view.number(rules["slow_above_usual_times"]),
        least=view.number(rules["straight_least_touchpoints"]),
    )


def show_volume(answer: Answer, context: Context) -> None:
    """Answers by month against what earlier months' weekdays and seasons led one to expect."""
    view = context.view
    show_section(view.text("Did as many answers come as expected?"))
    if answer.missing:
        show_quiet(verdicts.missing(answer, view))
        return
    title = _volume_title(answer, view)
    st.html(f'<h3 class="hy-find">{escape(title)}</h3>')
    figure = draw_control(answer, view)
    show_plot(figure, view, key="figure-volume", alt=title, file_name="huiyin-volume")
    key = ["● " + view.text("answers of the month")]
    if answer.chart["is_enough"]:
        key += ["─ " + view.text("expected"), "░ " + view.text("range of usual variation")]
    if answer.chart["signals"]:
        key.append("◇ " + view.text("please check: beyond that range"))
    st.html(f'<p class="hy-key">{"".join(f"<span>{escape(word)}</span>" for word in key)}</p>')
    show_small(
        view.text(
            "Whole bank. Expected from the weekdays of the twelve months before and, with two earlier years, from "
            "the same month then; limits as of a u′ chart (Laney). Holidays that move, such as Spring Festival, "
            "are not in it."
        )
    )
    rows = partial(volume_rows, answer, view)
    panel.show_foot(answer, context, key="volume", rows=rows, title=title, figures=[("", figure)])


def _volume_title(answer: Answer, view: View) -> str:
    if not answer.chart["is_enough"]:
        return view.text("Too few months of past to expect anything")
    months = [date.fromisoformat(iso) for iso, _ in answer.chart["signals"]]
    if not months:
        return view.text("Every month within what was to be expected")
    named = view.text(", ").join(view.month(month) for month in months[-4:])
    return view.text("Please check {months}: answers outside the expected range", months=named)


def volume_rows(answer: Answer, view: View) -> list[dict[str, Cell]]:
    """The table behind the volume figure."""
    chart = answer.chart
    flagged = {iso for iso, _ in chart["signals"]}
    return [
        {
            view.text("Month"): view.month(date.fromisoformat(iso)),
            view.text("Answers"): value.score,
            view.text("Expected"): _whole(centre),
            view.text("Usual from"): _whole(low),
            view.text("Usual to"): _whole(high),
            view.text("Please check"): view.text("yes") if iso in flagged else "",
        }
        for iso, value, centre, low, high in zip(
            chart["months"], answer.values, chart["centre"], chart["lower"], chart["upper"], strict=True
        )
    ]


def _whole(number: float | None) -> int | None:
    return None if number is None else round(number)


def show_checks(answer: Answer, overlaps: Sequence[Overlap], context: Context) -> None:
    """Days and runs that ordinary custom hardly brings, and surveys that hold the same responses: each as a request to
    look, never as a charge."""
    view = context.view
    show_section(
        view.text("Please check"),
        view.text(
            "Unusual patterns in the chosen period and organisation. They prove nothing: a campaign, a batch sent late "
            "or chance may be behind them. Nobody is named."
        ),
    )
    if answer.missing:
        show_quiet(verdicts.missing(answer, view))
        return
    chart: dict[str, Any] = dict(answer.chart)
    items = "".join(
        _finding(value, span, usual, answer, view)
        for value, span, usual in zip(answer.values, chart["spans"], chart["usual"], strict=True)
    )
    items += "".join(_overlap(overlap, context) for overlap in overlaps)
    if items:
        st.html(f'<ul class="hy-checks">{items}</ul>')
    elif not chart["withheld"]:
        show_quiet(view.text("Nothing stands out in this period."))
    if chart["more"]:
        show_small(view.text("and {count} more", count=view.number(chart["more"])))
    if chart["withheld"]:
        told = view.text("{count} more rest on too few answers to be told.", count=view.number(chart["withheld"]))
        show_small(told)
    rules = chart["rules"]
    how = view.text(
        "A day counts from {least} answers and {sigmas} standard deviations above the unit's own days; a run of tens "
        "from where chance would bring fewer than {expected} in the whole survey.",
        least=view.number(rules["check_least_responses"]),
        sigmas=view.number(rules["burst_above_sigmas"]),
        expected=view.number(rules["run_expected_below"], 2),
    )
    show_small(how)


def _overlap(overlap: Overlap, context: Context) -> str:
    view = context.view
    names = {survey.survey_id: view.name(survey.names) for survey in context.catalogue.surveys}
    both = view.text(
        "{survey} and {other}: perhaps the same responses in both",
        survey=names.get(overlap.survey, overlap.survey),
        other=names.get(overlap.other, overlap.other),
    )
    what = view.text(
        "{alike} responses alike, chance would make about {chance} alike; the smaller has {smaller}",
        alike=view.number(overlap.alike),
        chance=view.number(overlap.by_chance),
        smaller=view.number(overlap.smaller),
    )
    return f"<li><strong>{escape(view.text('Please check'))}</strong> {escape(both)}<span>{escape(what)}</span></li>"


def _finding(value: Released, span: tuple[date, date], usual: float | None, answer: Answer, view: View) -> str:
    unit = verdicts.member("unit", str(value.of("unit")), view, answer)
    survey = verdicts.member("survey", str(value.of("survey")), view, answer)
    first, last = span
    when = (
        view.day(first) if first == last else view.text("{first} to {last}", first=view.day(first), last=view.day(last))
    )
    if value.of("kind") == "burst":
        what = view.text(
            "{count} answers on one day; {usual} on an average day",
            count=view.number(value.score or 0),
            usual=view.number(usual or 0, 1),
        )
    elif value.score is not None:
        what = view.text("{count} answers in a row, all of them 10", count=view.number(value.score))
    else:
        what = view.text("at least {count} answers in a row, all of them 10", count=view.number(value.low or 0))
    return (
        f"<li><strong>{escape(view.text('Please check'))}</strong> {escape(unit)} · {escape(when)}"
        f"<span>{escape(what)} · {escape(survey)}</span></li>"
    )
