"""The improvement list 重点改进清单: a measure with owner, unit, due date and re-inspection, and the way it went.

planned → in_progress → done → closed, where closed means re-inspected 回检; reopened from done or closed; dropped from
anything that is still open. Nothing else: a status never goes backwards except by undo, which is kept as such.
"""

from __future__ import annotations

import datetime
import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass, fields
from types import MappingProxyType
from typing import Any

import sqlalchemy as sa

from dashboard.ledger import changes, tables
from dashboard.ledger.faults import ChangedMeanwhileError, WrongEntryError
from dashboard.ledger.notes import LONGEST_NOTE, masked
from dashboard.ledger.opening import Ledger, Writing
from dashboard.scopes import Scope

KIND = "improvement"
STATUSES = ("planned", "in_progress", "done", "closed", "reopened", "dropped")
OPEN = frozenset({"planned", "in_progress", "reopened"})
"""Still to be done: what can be overdue."""
_NEXT = {
    "planned": {"in_progress", "done", "dropped"},
    "in_progress": {"done", "dropped"},
    "done": {"closed", "reopened"},
    "closed": {"reopened"},
    "reopened": {"in_progress", "done", "dropped"},
    "dropped": {"reopened"},
}
_TEXTS = ("title", "finding", "owner", "note")
_DAYS = ("due_on", "reinspect_on", "done_on")
LONGEST_TITLE = 200


@dataclass(frozen=True, slots=True)
class Improvement:
    """One measure; days are ISO text, '' or None where there is none. ``code`` is its number for people: G2026-007."""

    id: str
    version: int
    code: str
    title: str
    finding: str
    draft_id: str | None
    suggestion_id: str
    measure: str
    unit_id: str
    line: str
    touchpoint_id: str
    owner: str
    status: str
    due_on: str
    reinspect_on: str
    done_on: str | None
    expected_change: float | None
    note: str
    verdict: str
    verdict_on: str | None
    verdict_numbers: Mapping[str, Any]
    made_at: str
    made_by: str
    changed_at: str
    changed_by: str

    def is_overdue(self, today: datetime.date) -> bool:
        """Whether it should have been done before today."""
        return self.status in OPEN and self.due_on < today.isoformat()

    def is_to_reinspect(self, today: datetime.date) -> bool:
        """Whether it is done and its re-inspection is due."""
        return self.status == "done" and self.reinspect_on <= today.isoformat()

    def next_statuses(self) -> tuple[str, ...]:
        """Where it can go from here, itself first."""
        return (self.status, *(status for status in STATUSES if status in _NEXT[self.status]))


@dataclass(frozen=True, slots=True)
class Known:
    """What an entry is held against: the day, the units that are open, and every unit there is or was."""

    today: datetime.date
    open_units: Collection[str]
    all_units: Collection[str]
    measures: Collection[str]
    takes_past: bool = False
    """Whether a new entry may be due before today, as those of an older list are."""


def add(writing: Writing, values: Mapping[str, Any], known: Known, *, draft: str | None = None) -> str:
    """A new measure, from a draft where one is named (it is no longer waiting then); its id.

    ``values``: title, owner, unit_id, due_on, reinspect_on; optionally finding, line, measure, touchpoint_id,
    expected_change, note, suggestion_id. Raises WrongEntryError with every fault at once.
    """
    row: dict[str, Any] = {
        "finding": "",
        "suggestion_id": "",
        "measure": "",
        "unit_id": "",
        "line": "",
        "touchpoint_id": "",
        "owner": "",
        "due_on": "",
        "reinspect_on": "",
        "expected_change": None,
        "note": "",
        "title": "",
        "done_on": None,
        "status": "planned",
        **_plain(values),
    }
    _check(writing.connection, row, known, {})
    row |= {
        "code": _code(writing),
        "draft_id": draft,
        "verdict": "",
        "verdict_on": None,
        "verdict_numbers": "{}",
    }
    made = changes.make(writing, KIND, row)
    if draft is not None:
        standing = changes.entry(writing.connection, "draft", draft)
        if (taken := standing["improvement_id"]) and _is_there(writing.connection, taken):
            raise ChangedMeanwhileError("draft", standing)
        changes.edit(writing, "draft", draft, standing["version"], {"improvement_id": made})
    return made


def edit(writing: Writing, improvement: str, version: int, values: Mapping[str, Any], known: Known) -> int:
    """Change fields of one measure as it was at ``version``; its new version.

    Raises WrongEntryError with every fault at once, ChangedMeanwhileError where somebody else was first.
    """
    now = changes.entry(writing.connection, KIND, improvement)
    new = _plain(values)
    if new.get("status") == "done" and now["status"] != "done" and not new.get("done_on"):
        new["done_on"] = known.today.isoformat()
    if new.get("status") == "reopened" and now["status"] != "reopened":
        new |= {"done_on": None}
    _check(writing.connection, {**now, **new}, known, now)
    return changes.edit(writing, KIND, improvement, version, new)


def judge(
    writing: Writing, improvement: str, version: int, verdict: str, day: datetime.date, numbers: Mapping[str, Any]
) -> int:
    """What the re-inspection found, with its numbers, frozen; its new version."""
    told = json.dumps(dict(numbers), ensure_ascii=False, sort_keys=True, allow_nan=False)
    found = {"verdict": verdict, "verdict_on": day.isoformat(), "verdict_numbers": told}
    return changes.edit(writing, KIND, improvement, version, found)


def reopen(writing: Writing, improvement: str, version: int, why: str) -> int:
    """Open again what was done or closed, because it relapsed; ``why`` goes to the front of its note."""
    now = changes.entry(writing.connection, KIND, improvement)
    if "reopened" not in _NEXT[now["status"]]:
        raise WrongEntryError(("status", "backwards"))
    note = masked("\n".join(part for part in (why, now["note"]) if part))[:LONGEST_NOTE]
    return changes.edit(writing, KIND, improvement, version, {"status": "reopened", "done_on": None, "note": note})


def remove(writing: Writing, improvement: str, version: int) -> int:
    """Take a measure off the list (``changes.undo`` brings it back)."""
    return changes.remove(writing, KIND, improvement, version)


def list_all(ledger: Ledger, scope: Scope) -> tuple[Improvement, ...]:
    """Every measure about units and lines this person may see (those of the whole bank included), by due date."""
    with ledger.reading() as connection:
        rows = changes.entries(connection, KIND)
    mine = (
        row
        for row in rows
        if (scope.visible is None or row["unit_id"] in {"", *scope.visible})
        and (scope.lines is None or row["line"] in {"", *scope.lines})
    )
    return tuple(sorted((read(row) for row in mine), key=lambda each: (each.due_on, each.code)))


def tell_owner_left(writing: Writing, name: str) -> None:
    """Note that somebody no longer works here: no new measure is given to them, and theirs ask for another owner."""
    plain = " ".join(masked(name).split())
    if not plain:
        raise WrongEntryError(("owner", "empty"))
    if plain not in owners_left(writing.connection):
        row = {"name": plain, "told_at": writing.at, "told_by": writing.author.person}
        writing.connection.execute(sa.insert(tables.owner_left).values(**row))


def owners_left(connection: sa.Connection) -> frozenset[str]:
    """Who no longer works here, as far as it was told."""
    return frozenset(connection.execute(sa.select(tables.owner_left.c.name)).scalars())


def read(row: changes.Row) -> Improvement:
    """A row of the table as a measure."""
    plain = {field.name: row[field.name] for field in fields(Improvement)}
    return Improvement(**{**plain, "verdict_numbers": MappingProxyType(json.loads(row["verdict_numbers"]))})


def _plain(values: Mapping[str, Any]) -> dict[str, Any]:
    """Texts masked and trimmed, days as ISO text."""
    row = dict(values)
    for field in _TEXTS:
        if field in row:
            text = masked(str(row[field] or ""))
            row[field] = text if field == "note" else " ".join(text.split())
    for field in _DAYS:
        if isinstance(row.get(field), datetime.date):
            row[field] = row[field].isoformat()
    return row


def _check(connection: sa.Connection, row: Mapping[str, Any], known: Known, before: Mapping[str, Any]) -> None:
    """Hold an entry against what is known; only what is new or changed is held against what may have changed since."""
    faults = []
    if not row["title"]:
        faults.append(("title", "empty"))
    faults += [
        (field, "too_long")
        for field, longest in (("title", LONGEST_TITLE), ("finding", LONGEST_NOTE), ("note", LONGEST_NOTE))
        if len(row[field]) > longest
    ]
    is_new_owner = row["owner"] != before.get("owner")
    if not row["owner"]:
        faults.append(("owner", "empty"))
    elif is_new_owner and row["owner"] in owners_left(connection):
        faults.append(("owner", "left"))
    if row["unit_id"] and row["unit_id"] != before.get("unit_id"):
        if row["unit_id"] not in known.all_units:
            faults.append(("unit_id", "unknown"))
        elif row["unit_id"] not in known.open_units:
            faults.append(("unit_id", "closed"))
    if row["measure"] and row["measure"] not in known.measures:
        faults.append(("measure", "unknown"))
    faults += _day_faults(row, known, before)
    if row["status"] not in STATUSES:
        faults.append(("status", "unknown"))
    elif before and row["status"] != before["status"] and row["status"] not in _NEXT[before["status"]]:
        faults.append(("status", "backwards"))
    if faults:
        raise WrongEntryError(*faults)


def _day_faults(row: Mapping[str, Any], known: Known, before: Mapping[str, Any]) -> list[tuple[str, str]]:
    faults = []
    for field in _DAYS:
        if not row[field]:
            if field != "done_on":
                faults.append((field, "empty"))
        elif not _is_day(row[field]):
            faults.append((field, "no_day"))
    if not faults and row["reinspect_on"] <= row["due_on"]:
        faults.append(("reinspect_on", "before_due"))
    if not faults and row["done_on"] and row["done_on"] > known.today.isoformat():
        faults.append(("done_on", "future"))
    is_new = not before and not known.takes_past and row["status"] in OPEN
    if not faults and is_new and row["due_on"] < known.today.isoformat():
        faults.append(("due_on", "past"))
    return faults


def _is_day(text: str) -> bool:
    try:
        return datetime.date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def _is_there(connection: sa.Connection, improvement: str) -> bool:
    return any(row["id"] == improvement for row in changes.entries(connection, KIND))


def _code(writing: Writing) -> str:
    """The next number of this year; a number that was given is never given again."""
    year = writing.at[:4]
    table = tables.improvement
    asked = sa.select(sa.func.count()).where(table.c.code.like(f"G{year}-%"))
    return f"G{year}-{writing.connection.execute(asked).scalar_one() + 1:03}"
