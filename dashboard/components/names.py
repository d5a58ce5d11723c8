"""The names of what can be chosen, in the reader's language."""

from __future__ import annotations

from functools import lru_cache

from dashboard.components.context import Context
from dashboard.queries.catalogue import Unit
from dashboard.slices import PRESETS
from dashboard.views import View

PATH_JOINT = " / "
"""What stands between the names of a unit's path."""


def dimension_name(dimension: str, view: View) -> str:
    """What a dimension is called on the bar, over a table's column and in a sentence."""
    return _dimensions(view).get(dimension, dimension)


@lru_cache(maxsize=32)
def _dimensions(view: View) -> dict[str, str]:
    return {
        "survey": view.text("Survey"),
        "period": view.text("Period"),
        "as_of": view.text("As of"),
        "unit": view.text("Organisation"),
        "line": view.text("Line"),
        "channel": view.text("Channel"),
        "product": view.text("Product"),
        "age_band": view.text("Age"),
        "is_new_citizen": view.text("New citizens"),
        "tier": view.text("Customer tier"),
        "journey": view.text("Journey"),
        "touchpoint": view.text("Touchpoint"),
        "month": view.text("Month"),
        "part": view.text("Group"),
        "score": view.text("Answer"),
        "stage": view.text("Stage"),
        "age_days": view.text("Age in days"),
        "bank": view.text("Bank"),
        "node": view.text("Part of the index"),
        "indicator": view.text("indicator"),
        "matter": view.text("What asked for an answer"),
        "group_reached": view.text("Group reached"),
    }


def member_name(context: Context, dimension: str, member: str) -> str:
    """A unit by its path, so that two of one name stay apart; anything else by its name."""
    view = context.view
    if dimension == "unit":
        unit = context.catalogue.unit.get(member)
        return unit_path(unit, context) if unit else member
    names = context.catalogue.members.get(dimension, {}).get(member)
    if names and names[0]:
        return view.name(names)
    return member or view.text("not recorded")


def unit_path(unit: Unit, context: Context) -> str:
    """A unit's path; without the root where there is only one, which says nothing there."""
    path = context.view.name(unit.path)
    roots = context.catalogue.children.get(None, ())
    if len(roots) != 1 or unit.unit_id == roots[0]:
        return path
    return path.removeprefix(context.view.name(context.catalogue.unit[roots[0]].path) + PATH_JOINT)


def preset_name(preset: str, view: View) -> str:
    """A relative period in words."""
    names = {
        "quarter": view.text("Last complete quarter"),
        "month": view.text("Last complete month"),
        "year": view.text("Last complete year"),
        "last_12": view.text("Last 12 months"),
        "all": view.text("All data"),
    }
    return names[preset]


def period_name(context: Context) -> str:
    """The chosen period: what a preset means here, or the months written down."""
    period, view = context.period, context.view
    if period is None:
        return preset_name(context.chosen.period if context.chosen.period in PRESETS else "all", view)
    return view.period(period)
