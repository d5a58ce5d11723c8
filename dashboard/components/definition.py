"""What a number is, on demand: the register's own words beside every figure and inside every tile."""

from __future__ import annotations

from html import escape

from dashboard.components.context import Context
from dashboard.names import rule_name


def definition_html(measure: str, context: Context) -> str:
    """Definition, formula, interval rule, owner and day of review of a measure; '' for what the register lacks."""
    view, entry = context.view, context.catalogue.measures.get(measure)
    if entry is None:
        return ""
    lines = [view.name(entry.definition)]
    if entry.formula:
        lines.append(view.text("Formula: {formula}", formula=entry.formula))
    if rule := rule_name(entry.interval_rule, view):
        lines.append(rule)
    if entry.owner:
        lines.append(view.text("Kept by {owner}", owner=entry.owner))
    if entry.reviewed_on:
        lines.append(view.text("reviewed {day}", day=view.day(entry.reviewed_on)))
    return "".join(f"<div>{escape(line)}</div>" for line in lines)


def definition(measure: str, context: Context) -> str:
    """A small opening with the definition; '' where the register has none."""
    told = definition_html(measure, context)
    if not told:
        return ""
    view, entry = context.view, context.catalogue.measures[measure]
    return (
        f'<details class="hy-definition"><summary>{escape(view.text("Definition"))}</summary>'
        f"<div><strong>{escape(view.name(entry.names))}</strong>{told}</div></details>"
    )
