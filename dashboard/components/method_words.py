"""The method page in words: the register's measures, the methods with their formulas, the verdicts, the base rules."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping, Sequence
from html import escape
from pathlib import Path

import streamlit as st

from dashboard import verdicts
from dashboard.components.context import Context
from dashboard.explanations import Constant, Described, HowDecided, Method, Names
from dashboard.names import rule_name
from dashboard.queries.catalogue import Measure
from dashboard.values import Verdict
from dashboard.views import View

_SHEET = (Path(__file__).parent / "method.css").read_text(encoding="utf-8")
Links = Sequence[tuple[str, str]]
"""(role, method id) of what makes a measure's numbers."""


def show_contents(context: Context) -> None:
    """The parts of the page as links; lays the page's own style sheet as well."""
    view = context.view
    st.html(f"<style>{_SHEET}</style>")
    parts = (
        ("pictures", view.text("See for yourself")),
        ("measures", view.text("Measures")),
        ("methods", view.text("Statistical methods")),
        ("verdicts", view.text("The words for change")),
        ("bases", view.text("Bases and what is protected")),
    )
    links = "".join(f'<a href="#{part}">{escape(name)}</a>' for part, name in parts)
    st.html(f'<nav class="hy-contents" aria-label="{escape(view.text("On this page"))}">{links}</nav>')


def show_part(part: str, title: str, lead: str) -> None:
    """The heading of one part, where its link leads."""
    st.html(f'<h2 class="hy-part" id="{part}">{escape(title)}</h2><p class="hy-lead">{escape(lead)}</p>')


def show_measures(context: Context, methods: Sequence[Method], links: Callable[[str], Links]) -> None:
    """Every measure of the build's register: definition, and folded away how it is made."""
    names = {method.method: method.names for method in methods}
    told = [
        _measure(measure, names, links(measure.measure), context.view)
        for measure in context.catalogue.measures.values()
    ]
    st.html(f'<div class="hy-measures">{"".join(told)}</div>')


def _measure(measure: Measure, names: Mapping[str, Names], links: Links, view: View) -> str:
    units = {
        "points": view.text("points"),
        "pct": view.text("per cent"),
        "per_10k": view.text("per 10,000 customers a month"),
        "per_outlet": view.text("per outlet a month"),
        "per_100k": view.text("per 100,000 transactions"),
        "per_10m": view.text("per 10 million customers a quarter"),
        "count": view.text("number"),
        "per_review": view.text("findings per review"),
        "working_days": view.text("working days"),
    }
    better = view.text("higher is better") if measure.is_higher_better else view.text("lower is better")
    rows = [
        (view.text("Formula"), f"<code>{escape(measure.formula)}</code>"),
        (view.text("Counted in"), escape(view.text("{unit}, {better}", unit=units[measure.unit], better=better))),
        (view.text("Base"), escape(view.name(measure.base_label))),
        (view.text("Interval"), escape(rule_name(measure.interval_rule, view) or view.text("none: a plain count"))),
        (view.text("Owner"), escape(measure.owner)),
    ]
    if measure.reviewed_on is not None:
        rows.append((view.text("Reviewed on"), escape(view.day(measure.reviewed_on))))
    made_by = "".join(
        f"<dt>{escape(_role(role, view))}</dt>"
        f'<dd><a href="#method-{method}">{escape(view.name(names[method]))}</a></dd>'
        for role, method in links
        if method in names
    )
    return (
        f'<section class="hy-told" id="measure-{escape(measure.measure)}"><h4>{escape(view.name(measure.names))}</h4>'
        f"<p>{escape(view.name(measure.definition))}</p>"
        f"<details><summary>{escape(view.text('Formula, base and methods'))}</summary>"
        f"<dl>{_rows(rows)}{made_by}</dl></details></section>"
    )


def _role(role: str, view: View) -> str:
    roles = {
        "interval": view.text("Its interval"),
        "weighted": view.text("Weighted"),
        "change": view.text("Between periods"),
        "limits": view.text("By month"),
        "comparison": view.text("Between units"),
    }
    return roles[role]


def show_methods(context: Context, methods: Sequence[Method], groups: Mapping[str, Names]) -> None:
    """Every method by subject; those that no page uses yet come last and say so."""
    view = context.view
    for group, names in groups.items():
        found = [method for method in methods if method.group == group and method.is_used]
        if found:
            st.html(f'<h3 class="hy-subject">{escape(view.name(names))}</h3>')
        _show_in_columns(found, context)
    waiting = [method for method in methods if not method.is_used]
    if not waiting:
        return
    st.html(f'<h3 class="hy-subject">{escape(view.text("Ready, but not behind any number on the pages yet"))}</h3>')
    if st.toggle(view.text("Show these {count} as well", count=len(waiting)), key="methods-waiting"):
        _show_in_columns(waiting, context)


def _show_in_columns(methods: Sequence[Method], context: Context) -> None:
    """The first half on the left, so that a phone, which has one column, keeps the order."""
    half = (len(methods) + 1) // 2
    for column, part in zip(st.columns(2, gap="medium"), (methods[:half], methods[half:]), strict=True):
        with column:
            for method in part:
                _show_method(method, context)


def _show_method(method: Method, context: Context) -> None:
    view = context.view
    with st.container(key=f"how-{method.method}"):
        st.html(
            f'<div class="hy-told" id="method-{method.method}"><h4>{escape(view.name(method.names))}</h4>'
            f"<p>{escape(view.name(method.plain))}</p></div>"
        )
        with st.expander(view.text("Formula, assumptions and source")):
            if more := _in(method.more, view):
                st.html(f'<div class="hy-told"><p class="hy-small">{escape(more)}</p></div>')
            for formula in method.formulas:
                st.latex(formula)
            st.html(f'<div class="hy-told">{_behind(method, context)}</div>')


def _behind(method: Method, context: Context) -> str:
    view = context.view
    rows = []
    if symbols := _in(method.symbols, view):
        rows.append((view.text("Symbols"), escape(symbols)))
    rows.append((view.text("Holds if"), escape(_in(method.assumptions, view))))
    sources = dict.fromkeys(function.source for function in method.functions if function.source)
    if sources:
        rows.append((view.text("Source"), "<br>".join(escape(source) for source in sources)))
    if method.measures:
        known = context.catalogue.measures
        used = (
            f'<a href="#measure-{measure}">{escape(view.name(known[measure].names))}</a>'
            for measure in method.measures
            if measure in known
        )
        rows.append((view.text("Used for"), escape(view.text(", ")).join(used)))
    if method.constants:
        rows.append((view.text("Numbers in it"), "<br>".join(_constant(each, view) for each in method.constants)))
    told = "".join(_function(function, view) for function in method.functions)
    return (
        f"<dl>{_rows(rows)}</dl>"
        f"<details><summary>{escape(view.text('What the code says of itself'))}</summary>{told}</details>"
    )


def _constant(constant: Constant, view: View) -> str:
    meaning = _in(constant.meaning, view)
    return (
        f'<span data-constant="{escape(constant.name)}" data-value="{escape(constant.value)}">'
        f"<strong>{escape(constant.value)}</strong> {escape(meaning)} <small>{escape(constant.name)}</small></span>"
    )


def _function(function: Described, view: View) -> str:
    lines = [f'<p class="hy-small"><code>{escape(function.path)}</code><br>{_prose(function.question)}</p>']
    if function.body:
        lines.append(f'<p class="hy-small">{_prose(function.body)}</p>')
    if function.source:
        source = view.text("{name}: {value}", name=view.text("Source"), value=function.source)
        lines.append(f'<p class="hy-small">{escape(source)}</p>')
    if function.example:
        lines.append(f"<pre>{escape(function.example)}</pre>")
    return f'<div lang="en">{"".join(lines)}</div>'


def _prose(text: str) -> str:
    """A docstring's words, with what it marks as code set as code."""
    return re.sub(r"``(.+?)``", r"<code>\1</code>", escape(text))


def show_verdicts(context: Context, decided: Sequence[HowDecided]) -> None:
    """The closed vocabulary, family by family: the word, and when it is said."""
    view = context.view
    families = {
        "change": view.text("Between two periods"),
        "comparison": view.text("A unit against the bank"),
        "effect": view.text("Whether an improvement worked"),
    }
    told = []
    for family, name in families.items():
        rows = [(escape(_word(each, view)), escape(_in(each.how, view))) for each in decided if each.family == family]
        told.append(f'<section class="hy-told"><h4>{escape(name)}</h4><dl>{_rows(rows)}</dl></section>')
    st.html(f'<div class="hy-words" lang="{"en" if view.language == "en" else "zh-CN"}">{"".join(told)}</div>')


def _word(decided: HowDecided, view: View) -> str:
    # The words come from where every page takes them, so that this list cannot hold another.
    return verdicts.word(Verdict(decided.family, decided.code, ""), view)  # type: ignore[arg-type]


def show_bases(context: Context) -> None:
    """How much stands behind a number before it shows, from the build's rules; and what is protected."""
    view = context.view
    rules = context.catalogue.rules
    hidden, interval, low, freer = (
        view.number(rules[name])
        for name in ("base_hidden_below", "base_interval_below", "base_low_below", "freer_cut_from")
    )
    steps = [
        (
            view.text("under {least}", least=hidden),
            view.text("Not shown: it would give away single answers, and it is mostly noise."),
        ),
        (
            view.text("{least} to {most}", least=hidden, most=view.number(rules["base_interval_below"] - 1)),
            view.text("The interval alone, without a score, and never put in an order."),
        ),
        (
            view.text("{least} to {most}", least=interval, most=view.number(rules["base_low_below"] - 1)),
            view.text("Score and interval, marked “low base”."),
        ),
        (view.text("{least} and more", least=low), view.text("Score and interval.")),
        (
            view.text("a free combination"),
            view.text(
                "From {least} answers on, in steps so wide that {few} answers more or less could stand behind each: "
                "of {coarse} points at {least} answers, of 1 from {many} on.",
                least=freer,
                few=hidden,
                coarse=view.number(math.ceil(100 * rules["base_hidden_below"] / rules["freer_cut_from"])),
                many=view.number(100 * rules["base_hidden_below"]),
            ),
        ),
    ]
    protected = [
        view.text(
            "Protected: how a handful of people answered, and their words. "
            "Phone, identity and card numbers are masked on the way in."
        ),
        view.text("What is too small is hidden so that it cannot be worked out by subtraction either."),
        view.text(
            "A unit is shown by month if at least {least} people answered in each month of the year that has answers, "
            "else by quarter, else by year; where not even then, only together with others under the same unit.",
            least=hidden,
        ),
        view.text(
            "By channel, product and the like, members with too few answers are put together as “others”, "
            "the same ones for all units of a year."
        ),
        view.text("A quarter that is not over yet is judged by itself, so that its first days hide nothing else."),
        view.text(
            "What no rule within one data version can prevent: who compares two versions between which one answer "
            "arrived late learns that answer. So older versions are for few eyes, and figures are best passed on "
            "once their quarter is closed."
        ),
        view.text(
            "Not protected within one's own scope: how many were asked, "
            "and the bank's own records of complaints and suggestions."
        ),
        view.text("There is never a score of one employee."),
    ]
    points = "".join(f"<li>{escape(sentence)}</li>" for sentence in protected)
    st.html(
        f'<div class="hy-words" lang="{"en" if view.language == "en" else "zh-CN"}">'
        f'<section class="hy-told"><h4>{escape(view.text("Number of answers behind a score"))}</h4>'
        f"<dl>{_rows([(escape(name), escape(told)) for name, told in steps])}</dl></section>"
        f'<section class="hy-told"><h4>{escape(view.text("What is protected"))}</h4><ul>{points}</ul></section></div>'
    )


def _rows(rows: Sequence[tuple[str, str]]) -> str:
    return "".join(f"<dt>{name}</dt><dd>{told}</dd>" for name, told in rows)


def _in(names: Names, view: View) -> str:
    """Explanations always have both languages; nothing is borrowed from the other one."""
    return names[1] if view.language == "en" else names[0]
