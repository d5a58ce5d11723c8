"""The ledger's tables as SQLAlchemy sees them; the numbered steps make them, a test holds the two together.

Days and moments are text in ISO 8601 (moments in UTC), lists and mappings are JSON text: the same bytes on both
engines, so that what was hashed once hashes alike everywhere.
"""

from __future__ import annotations

import sqlalchemy as sa

KEPT = ("id", "version", "made_at", "made_by", "changed_at", "changed_by", "removed_at")
"""What every kind of entry has: who made and who last changed it, when, and from when on it is gone."""


def _table(name: str, *columns: str) -> sa.TableClause:
    return sa.table(name, *(sa.column(column) for column in columns))


revision = _table("revision", "one", "number")
version = _table("ledger_step", "number", "name", "applied_at")
kept_view = _table("kept_view", *KEPT, "person", "name", "page", "address")
draft = _table(
    "draft", *KEPT, "kind", "title", "page", "address", "build", "measure", "unit_id", "numbers", "improvement_id"
)
change = _table(
    "change",
    "number",
    "at",
    "who",
    "kind",
    "subject",
    "version",
    "action",
    "before_values",
    "after_values",
    "undoes",
)
audit = _table(
    "audit",
    "number",
    "at",
    "who",
    "came_from",
    "page",
    "slice",
    "action",
    "subject",
    "is_refused",
    "detail",
    "previous_hash",
    "hash",
)
audit_head = _table("audit_head", "one", "number", "hash")
improvement = _table(
    "improvement",
    *KEPT,
    "code",
    "title",
    "finding",
    "draft_id",
    "suggestion_id",
    "measure",
    "unit_id",
    "line",
    "touchpoint_id",
    "owner",
    "status",
    "due_on",
    "reinspect_on",
    "done_on",
    "expected_change",
    "note",
    "verdict",
    "verdict_on",
    "verdict_numbers",
)
baseline = _table("baseline", *KEPT, "measure", "address", "from_month", "reason")
suspension = _table("suspension", *KEPT, "person", "reason")
ended_session = _table("ended_session", "session", "person", "ended_at")
owner_left = _table("owner_left", "name", "told_at", "told_by")
reminder = _table("reminder", "improvement_id", "kind", "day", "recipient", "told_at")
complaint_reminder = _table("complaint_reminder", "complaint_id", "kind", "day", "recipient", "told_at")
typical_case = _table("typical_case", *KEPT, "address", "period", "told_on", "unit_id", "text")
report = _table("report", "number", "made_at", "made_by", "kind", "address", "period", "language", "build", "files")
report_sent = _table("report_sent", "letter", "recipient", "told_at", "told_by")

ENTRIES: dict[str, sa.TableClause] = {
    table.name: table for table in (kept_view, draft, improvement, baseline, suspension, typical_case)
}
"""The kinds whose every change is kept and can be undone."""
