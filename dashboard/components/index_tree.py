"""The experience index opened up: a tree of native details, each node with weight, score, interval and what it did."""

from __future__ import annotations

from html import escape

import streamlit as st

from dashboard import verdicts
from dashboard.components.context import Context
from dashboard.figures import reading
from dashboard.figures.inline import scale_strip
from dashboard.values import Answer, Released
from dashboard.views import View

OPEN_LEVELS = ("root",)
MOST_MOVED = 5


def show_tree(answer: Answer, context: Context) -> None:
    """Every node; the dimensions stand open to be seen, what is below them opens with a click or the keyboard."""
    view = context.view
    below: dict[str, list[str]] = {}
    for node_id, node in answer.chart["nodes"].items():
        below.setdefault(node["parent"], []).append(node_id)
    by_id = {str(value.of("node")): value for value in answer.values}
    moved = {str(value.of("node")): value for value in answer.chart["moved"]}
    ends = [end for value in answer.values for end in (value.low, value.high) if end is not None]
    span = (min(ends, default=0.0), max(ends, default=100.0))

    def drawn(node_id: str) -> str:
        node = answer.chart["nodes"][node_id]
        row = _row(node_id, node, by_id[node_id], moved.get(node_id), span, answer, view)
        children = below.get(node_id, [])
        if node["level"] == "touchpoint" and len(children) == 1:
            children = []  # one question alone says the same as its touchpoint
        if not children:
            return f'<li><div class="hy-node">{row}</div></li>'
        inside = "".join(drawn(child) for child in children)
        is_open = " open" if node["level"] in OPEN_LEVELS else ""
        return f'<li><details{is_open}><summary class="hy-node">{row}</summary><ul>{inside}</ul></details></li>'

    head = (
        f'<div class="hy-node hy-node-head" aria-hidden="true"><span>{escape(view.text("Node and weight"))}</span>'
        f"<span>{escape(view.text('95% interval on one scale'))}</span><span>{escape(view.text('score'))}</span>"
        f"<span>{escape(view.text('moved the index by'))}</span></div>"
    )
    trees = "".join(drawn(root) for root in below.get("", []))
    st.html(f'<section class="hy-tree">{head}<ul>{trees}</ul></section>')


def _row(
    node_id: str,
    node: dict[str, object],
    value: Released,
    moved: Released | None,
    span: tuple[float, float],
    answer: Answer,
    view: View,
) -> str:
    name = reading.label("node", node_id, answer, view)
    weight = "" if node["level"] == "root" else f"{view.number(float(str(node['weight_pct'])))}%"
    told = verdicts.value(value, view, answer)
    change = ""
    if moved is not None and moved.score is not None:
        change = view.number(moved.score, 2, signed=True)
    interval = verdicts.interval(value, view, answer)
    parted = view.text("some parts have too few answers") if not node["is_complete"] else ""
    note = f' <small title="{escape(parted)}">({escape(parted)})</small>' if parted and node["level"] != "root" else ""
    return (
        f'<span class="hy-node-name">{escape(name)} <small>{escape(weight)}</small>{note}</span>'
        f'<span class="hy-node-strip">{scale_strip(value, span, view, f"{name}: {told}, {interval}")}</span>'
        f'<span class="hy-node-score">{escape(told)}</span><span class="hy-node-moved">{escape(change)}</span>'
    )


def show_moved(answer: Answer, context: Context) -> None:
    """Which touchpoints moved the index most, up and down, and that the rest adds up to the whole."""
    view = context.view
    found = [
        value
        for value in answer.chart["moved"]
        if answer.chart["nodes"][str(value.of("node"))]["level"] == "touchpoint" and value.score is not None
    ]
    if not found:
        st.html(f'<p class="hy-say">{escape(view.text("There is no period before to compare with."))}</p>')
        return
    whole = next(value.score or 0.0 for value in answer.chart["moved"])
    named = sorted(found, key=lambda value: -abs(value.score or 0.0))[:MOST_MOVED]
    rest = whole - sum(value.score or 0.0 for value in named)
    rows = [(reading.label("node", str(value.of("node")), answer, view), value.score or 0.0) for value in named] + [
        (view.text("all other touchpoints together"), rest),
        (view.text("the index as a whole"), whole),
    ]
    reach = max(abs(points) for _, points in rows) or 1.0
    drawn = "".join(
        f'<div class="hy-moved"><span>{escape(name)}</span><span class="hy-moved-bar" aria-hidden="true">'
        f'<i class="{"hy-up" if points >= 0 else "hy-down"}" style="width:{abs(points) / reach * 50:.1f}%">'
        f"</i></span><strong>{escape(view.number(points, 2, signed=True))}</strong></div>"
        for name, points in rows
    )
    st.html(f'<div class="hy-moveds">{drawn}</div>')


def equal_words(answer: Answer, view: View) -> str:
    """What equal weights would say, and whether the weights matter."""
    weighted, equal = answer.values[0], answer.chart["equal"][0]
    if weighted.score is None or equal.score is None:
        return ""
    return view.text(
        "With equal weights everywhere it would be {equal} ({difference}).",
        equal=reading.amount(equal.score, answer, view),
        difference=view.number(equal.score - weighted.score, 1, signed=True),
    )


def register_words(answer: Answer, view: View) -> str:
    """Whose weights these are, from when, and why they were changed within their year."""
    register = answer.chart["register"]
    if register["is_default"]:
        told = view.text(
            "Weights: the shipped default, every journey and step alike; set your own in config/index.toml."
        )
    else:
        year = str(register["tree_from"])[:4]
        told = view.text("Weights since {year}: {source}", year=year, source=register["source"])
    if register["amended_because"]:
        told += " " + view.text("Changed within the year: {why}", why=register["amended_because"])
    return told
