"""Did what was adopted help: the portfolio of effects, and one of them in full, for whoever decides what to keep."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from html import escape

import streamlit as st

from dashboard import effect_verdicts, verdicts
from dashboard.components import panel
from dashboard.components.context import Context
from dashboard.components.table import Cell
from dashboard.components.words import show_notice, show_section
from dashboard.figures.effects import drawn
from dashboard.values import Answer, Verdict


def show_effects(portfolio: Answer, one: Callable[[str], Answer], context: Context) -> None:
    """What was proven, made worse or cannot be told yet; then one suggestion, by choice, with its months. ``one``
    answers about a suggestion by its id."""
    view = context.view
    show_section(
        view.text("Did it help?"), view.text("Each adopted suggestion that said beforehand what it would move")
    )
    if portfolio.missing:
        show_notice(verdicts.missing(portfolio, view))
        return
    if not portfolio.verdicts:
        show_notice(view.text("No adopted suggestion says yet what it should move, where and from when"))
        return
    rows = partial(effect_rows, portfolio, context)
    left, right = st.columns(2, gap="large")
    with left:
        if drawn(portfolio):
            panel.show(portfolio, context, key="effects", sentences=added_up(portfolio, context), rows=rows)
        else:
            show_section(verdicts.title(portfolio, view))
            panel.show_foot(portfolio, context, key="effects", rows=rows, figures=())
    with right:
        _show_one(portfolio, one, context)


def _show_one(portfolio: Answer, one: Callable[[str], Answer], context: Context) -> None:
    view = context.view
    ids = list(portfolio.chart["suggestions"])
    codes = dict(zip(ids, portfolio.verdicts, strict=True))
    chosen = st.selectbox(
        view.text("One suggestion in full"),
        ids,
        format_func=lambda each: view.text(
            "{what}: {finding}",
            what=view.name(portfolio.labels["suggestion", each]),
            finding=verdicts.word(codes[each], view),
        ),
        key="effect",
    )
    answer = one(str(chosen))
    told = (verdicts.say(answer.verdicts[0], view, answer), *effect_verdicts.sentences(answer, view))
    if any(moved is not None for moved in answer.chart["path"]):
        panel.show(answer, context, key="effect-months", kicker=_where(answer, context), sentences=told)
    else:
        show_section(verdicts.title(answer, view))
        st.html("".join(f'<p class="hy-say">{escape(sentence)}</p>' for sentence in told))
        panel.show_foot(answer, context, key="effect-months", figures=())
    if answer.chart["ranks"]:
        alt = view.text("Change of the improved among those left alone")
        panel.show_figure(answer, context, key="ranks", alt=alt, is_exported=True, is_ranks=True)


def _where(answer: Answer, context: Context) -> str:
    """What was measured, and where on the way."""
    view = context.view
    measure = verdicts.member("measure", answer.measure, view, answer)
    step = answer.chart["touchpoint"]
    if not step:
        return measure
    return view.text("{measure}, {place}", measure=measure, place=verdicts.member("touchpoint", step, view, answer))


def added_up(portfolio: Answer, context: Context) -> tuple[str, ...]:
    """The proven changes of each measure together, and how many luck alone would make."""
    view, told = context.view, []
    for row in portfolio.chart["proven"]:
        unit, decimals = portfolio.chart["formats"][row["measure"]]
        low, high = (view.number(row[end], decimals, signed=True) for end in ("low", "high"))
        told.append(
            view.text(
                "Proven together, {measure}: {size} (95% interval {low} to {high})",
                measure=verdicts.member("measure", row["measure"], view, portfolio),
                size=verdicts.difference(row["total"], unit, decimals, view),
                low=low,
                high=high,
            )
        )
    by_chance = view.number(portfolio.chart["by_chance"], 1)
    told.append(view.text("Had none done anything, luck would make {count} of them look proven", count=by_chance))
    if portfolio.chart["untold"]:
        untold = view.number(portfolio.chart["untold"])
        told.append(view.text("{count} more name a measure but no day from which to look", count=untold))
    return tuple(told)


def effect_rows(portfolio: Answer, context: Context) -> list[dict[str, Cell]]:
    """One row per suggestion: the verdict, what was found, expected and detectable, unrounded, and from when."""
    view = context.view
    return [
        {
            view.text("Suggestion"): view.name(portfolio.labels["suggestion", suggestion]),
            view.text("Measure"): verdicts.member("measure", portfolio.chart["measures"][suggestion], view, portfolio),
            view.text("Since"): _day(portfolio.chart["starts"][suggestion]),
            view.text("Verdict"): verdicts.word(verdict, view),
            **_numbers(verdict, context),
        }
        for suggestion, verdict in zip(portfolio.chart["suggestions"], portfolio.verdicts, strict=True)
    ]


def _numbers(verdict: Verdict, context: Context) -> dict[str, Cell]:
    view = context.view
    return {
        view.text("Change"): verdict.difference,
        view.text("From"): verdict.low,
        view.text("To"): verdict.high,
        view.text("Expected"): verdict.expected,
        view.text("Could be seen"): verdict.detectable,
        view.text("Can tell from"): _day(verdict.tells_from),
    }


def _day(day: object) -> str:
    return "" if day is None else str(day)
