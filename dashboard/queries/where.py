"""What one question narrows by, and which of the build's tables can answer it exactly: the router."""

from __future__ import annotations

import calendar
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from datetime import date
from typing import Any, Literal

import pandas as pd

from dashboard.queries import grains, nodes
from dashboard.queries.builds import Build
from dashboard.scopes import Scope
from dashboard.slices import DIMENSIONS, Slice

FIRST_DAY = date(1, 1, 1)
Step = Literal["month", "week"]


class OutOfScopeError(PermissionError):
    """A unit or line was asked for that the person may not see by name; ``units`` are those."""

    def __init__(self, units: tuple[str, ...]) -> None:
        super().__init__(f"outside the scope: {', '.join(units)}")
        self.units = units


class TooFineError(ValueError):
    """Nothing in the build answers this cut exactly; ``widen`` names the filters that would have to go."""

    def __init__(self, widen: tuple[str, ...]) -> None:
        super().__init__(f"this cut cannot be answered; widen {', '.join(widen)}")
        self.widen = widen


@dataclass(frozen=True, slots=True)
class Where:
    """One question's filters, its grouping and its as-of day, with the scope of the person who asks.

    ``by`` is '' (no groups), 'unit' or a dimension. ``shown_units`` and ``own_units`` are the groups when by unit:
    whole subtrees, and units whose own records alone are meant. ``data_until`` is how far the build reaches.
    """

    survey: str
    as_of: date
    data_until: date
    last_month: date
    """The last month that is looked at; later ones are not read."""
    units: tuple[str, ...] = ()
    members: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    by: str = ""
    shown_units: tuple[str, ...] = ()
    own_units: tuple[str, ...] = ()
    parents: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Each group by unit -> the looked-at units it stands or stood directly below (itself: its own records)."""
    visible: tuple[str, ...] | None = None
    step: Step = "month"
    """What a row of answers stands for. By weeks (ISO, in the bank's zone) its ``month`` is the week's Monday."""

    @property
    def cut_month(self) -> date | None:
        """The month looked at that ``as_of`` cuts in two (days after it hold records); None where it cuts none."""
        last = calendar.monthrange(self.as_of.year, self.as_of.month)[1]
        if self.as_of >= self.data_until or self.as_of.day == last or self.as_of.replace(day=1) > self.last_month:
            return None
        return self.as_of.replace(day=1)

    def crossing(self, without: tuple[str, ...] = ()) -> tuple[str, ...]:
        """The dimensions that this question crosses with unit and month: its filters and its grouping."""
        names = set(self.members) | ({self.by} if self.by not in ("", "unit") else set())
        return tuple(sorted(names - set(without)))

    @property
    def key(self) -> tuple[Any, ...]:
        """What makes two questions the same."""
        return tuple(
            tuple(sorted(value.items())) if isinstance(value, Mapping) else value
            for value in (getattr(self, each.name) for each in fields(self))
        )

    def parameters(self, without: tuple[str, ...] = (), **more: Any) -> dict[str, Any]:
        """Every named parameter that a statement may use; dimensions in ``without`` do not narrow."""
        crossing = self.crossing(without)
        dimension = crossing[0] if crossing else "all"
        members = {name: ids for name, ids in self.members.items() if name not in without}
        values: dict[str, Any] = {
            "survey": self.survey,
            "is_bank": not self.units,
            "units": list(self.units),
            "sees_all": self.visible is None,
            "visible": list(self.visible or ()),
            "by_unit": self.by == "unit",
            "shown_units": list(self.shown_units),
            "own_units": list(self.own_units),
            "by": self.by,
            "crossing": dimension,
            "any_member": dimension not in members,
            "member": list(members.get(dimension, ())),
            "from_on": FIRST_DAY,
            "to_on": self.as_of,
            "step": self.step,
        }
        for name in DIMENSIONS:
            values[f"any_{name}"] = name not in members
            values[name] = list(members.get(name, ()))
        return {**values, **more}

    def grouped(self, frame: pd.DataFrame) -> pd.DataFrame:
        """The frame with one column ``group`` in place of unit and member: what is grouped by ('' if nothing)."""
        return frame.assign(group=frame["unit_id"] if self.by == "unit" else frame["member_id"]).drop(
            columns=["unit_id", "member_id"]
        )


def where(
    build: Build, chosen: Slice, scope: Scope, survey: str, by: str = "", last_month: date | None = None
) -> Where:
    """The filters of a slice for one person, up to ``last_month`` (by default that of the as-of day).

    Raises OutOfScopeError if a chosen unit or line may not be seen by name.
    """
    chosen = narrowed(chosen, scope)
    if scope.visible is not None and (outside := tuple(unit for unit in chosen.units if unit not in scope.visible)):
        raise OutOfScopeError(outside)
    shown, own, parents = _shown(build, chosen.units) if by == "unit" else ((), (), {})
    if scope.visible is not None:
        shown = tuple(unit for unit in shown if unit in scope.visible)
        own = tuple(unit for unit in own if unit in scope.visible)
    as_of = min(chosen.as_of or build.data_until, build.data_until)
    return Where(
        survey=survey,
        as_of=as_of,
        data_until=build.data_until,
        last_month=min(last_month or as_of.replace(day=1), as_of.replace(day=1)),
        units=chosen.units,
        members=dict(chosen.members),
        by=by,
        shown_units=shown,
        own_units=own,
        parents=parents,
        visible=None if scope.visible is None else tuple(sorted(scope.visible)),
    )


def narrowed(chosen: Slice, scope: Scope) -> Slice:
    """What is looked at by whoever sees some lines alone, or not the whole bank: what they chose, or all of theirs.

    Raises OutOfScopeError for a line outside the scope.
    """
    if not scope.sees_bank and not chosen.units:
        chosen = replace(chosen, units=scope.mine)
    if scope.lines is None:
        return chosen
    lines = chosen.members.get("line", ())
    if others := tuple(line for line in lines if line not in scope.lines):
        raise OutOfScopeError(others)
    return chosen if lines else chosen.with_members("line", scope.lines)


def monthly(build: Build, asked: Where, statement: str, **more: Any) -> tuple[pd.DataFrame, bool]:
    """The rows of the marts or of ``<statement>/from_facts``, whichever answers exactly, with ``is_freer``.

    At most one crossing dimension and whole months: the marts. Two dimensions: the facts. An ``as_of`` inside a month:
    the marts for the whole months before, and for that month alone its days: of a mart by day where nothing crosses,
    else the facts. By weeks: the days likewise. Says whether facts were read. A keyword
    ``without`` names dimensions that are part of the measure and do not cross; ``base`` names the column that counts
    protected answers: then the marts are read by node (``nodes.cells``), the smallest that holds each, and the rows
    marked with the blocks in which they may be shown (``grains.marked``). The bank's own records: ``by_month``, never
    by weeks (ValueError). ``most_crossings`` is 0 for a mart that is not counted by any dimension.
    """
    without: tuple[str, ...] = more.pop("without", ())
    base: str = more.pop("base", "")
    crossing = asked.crossing(without)
    if asked.step == "week" and not base:
        raise ValueError(f"{statement} is counted by months, not by weeks")
    most_crossings = more.pop("most_crossings", 1)
    parameters = asked.parameters(without, **more)

    def days(since: date) -> tuple[pd.DataFrame, bool]:
        """The answers given from a day on, up to the as-of day."""
        if base and not crossing:
            found = counted_nodes(build, asked)
            rows = nodes.days(build, statement, {**parameters, "from_on": since}, found)
        else:
            rows = build.rows(f"{statement}/from_facts", {**parameters, "from_on": since})
        free = {"block": grains.FREE, "block_rows": 1} if base else {}
        return asked.grouped(rows).assign(is_freer=True, **free), not base or bool(crossing)

    if asked.step == "week":
        return days(FIRST_DAY)
    if len(crossing) > most_crossings:
        rows = build.rows(f"{statement}/from_facts", parameters)
        rows = rows[rows["month"] <= pd.Timestamp(asked.last_month)]
        return asked.grouped(rows).assign(is_freer=True), True
    if base:

        def read() -> pd.DataFrame:
            found = counted_nodes(build, asked)
            rows = nodes.cells(build, statement, parameters, found)
            return grains.marked(build, asked.by, rows, parameters, base, found)

        whole = build.kept(f"{statement}/marked", parameters, read)
    else:
        whole = build.rows(f"{statement}/by_month", parameters)
    month = pd.Timestamp(asked.last_month)
    if asked.cut_month is None:
        return asked.grouped(whole[whole["month"] <= month]).assign(is_freer=False), False
    begun, read_facts = days(asked.cut_month)
    parts = (asked.grouped(whole[whole["month"] < month]).assign(is_freer=False), begun)
    filled = [part for part in parts if len(part)]
    return (pd.concat(filled, ignore_index=True) if filled else parts[0]), read_facts


def counted_nodes(build: Build, asked: Where) -> nodes.Nodes:
    """Which nodes of the organisation's tree a question counts, and in which group each."""
    shown = asked.shown_units if asked.by == "unit" else None
    return nodes.counted(build, asked.units, asked.visible, shown, asked.own_units)


def observed_share(asked: Where, month: date) -> float:
    """The part of a month that lies up to the as-of day: 1 for a month that is over."""
    if month > asked.as_of:
        return 0.0
    if (month.year, month.month) != (asked.as_of.year, asked.as_of.month):
        return 1.0
    return asked.as_of.day / calendar.monthrange(month.year, month.month)[1]


def _shown(build: Build, units: tuple[str, ...]) -> tuple[tuple[str, ...], tuple[str, ...], dict[str, tuple[str, ...]]]:
    """The groups of a question by unit: children of the chosen (of the only root if none is), and whose own records
    stand beside them, with the parents of each. Several roots: the roots. A unit without children: itself."""
    below: dict[str, list[str]] = {}
    for row in build.records("units/below"):
        below.setdefault(row["parent_id"], []).append(row["unit_id"])
    parents = units
    if not parents:
        roots = tuple(row["unit_id"] for row in build.records("catalogue/units") if row["parent_id"] is None)
        if len(roots) != 1:
            return roots, (), {}
        parents = roots
    shown = tuple(sorted({unit for parent in parents for unit in below.get(parent, [parent])}))
    own = tuple(parent for parent in parents if parent in below and parent not in shown)
    above: dict[str, tuple[str, ...]] = {
        unit: tuple(parent for parent in parents if unit in below.get(parent, ())) for unit in shown
    }
    return shown, own, {**above, **{parent: (parent,) for parent in own}}


def carried(asked: Where, dimensions: tuple[str, ...]) -> None:
    """TooFineError for crossings that these records do not carry."""
    if too_fine := tuple(name for name in asked.crossing() if name not in dimensions):
        raise TooFineError(too_fine)
