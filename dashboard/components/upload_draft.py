"""One upload on its way: the file, the proposal read for it, what was decided, and what the dry run said."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import streamlit as st

from dashboard.components.pipeline import run_shown
from dashboard.components.upload_files import forget
from dashboard.views import View

_KEY = "upload-draft"
BANK_KEY = "upload-bank"
"""The field in which the bank is chosen."""
LISTED = ("ratings", "choices", "links")
"""Parts of a description of which there may be many: ratings.0, ratings.1 …"""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the proposed description; ``value`` is None where somebody has to decide."""

    path: str
    value: Any
    sureness: str
    why: tuple[str, str]
    """In Chinese and in English."""
    choices: tuple[tuple[Any, tuple[str, str]], ...]
    columns: tuple[str, ...]

    @property
    def group(self) -> str:
        """What it belongs to: columns.unit_id, recommend, ratings.3, or '' for the file as a whole."""
        parts = self.path.split(".")
        if parts[0] == "columns" or parts[0] in LISTED:
            return ".".join(parts[:2])
        return parts[0] if parts[0] in ("survey", "recommend") else ""

    @property
    def key(self) -> str:
        """Its own name within the group: column, format, minimum …"""
        return self.path.removeprefix(self.group).lstrip(".")


@dataclass
class Draft:
    """Kept in the session from the upload to the load. Whatever changes the description makes the dry run void."""

    bank: str
    names: tuple[str, str] | None
    """Name and English name of a bank that is made with this load; None for one that exists."""
    path: Path
    decisions: dict[str, Any] = field(default_factory=dict)
    lines: tuple[Line, ...] = ()
    report: Mapping[str, Any] | None = None
    refused: tuple[Mapping[str, Any], ...] = ()
    """Errors of the last command that was refused."""
    to_decide: tuple[Line, ...] = ()
    """What a person has to say before the file can be read at all: its sheet, its encoding …"""
    checked: Mapping[str, Any] | None = None
    may_retire: bool = False
    loaded: Mapping[str, Any] | None = None
    editing: str | None = None

    @property
    def description(self) -> Path:
        return self.path.parent / "description.toml"

    def groups(self) -> dict[str, list[Line]]:
        """The lines by what they belong to, in the order of the description."""
        found: dict[str, list[Line]] = {}
        for line in self.lines:
            found.setdefault(line.group, []).append(line)
        return found

    def decide(self, decisions: Mapping[str, Any]) -> None:
        """Take a person's corrections; the proposal is read anew with them."""
        self.decisions = {**self.decisions, **decisions}
        self.report, self.checked, self.refused, self.to_decide, self.editing = None, None, (), (), None


def current() -> Draft | None:
    """The upload of this session, if one is on its way."""
    found = st.session_state.get(_KEY)
    return found if isinstance(found, Draft) else None


def begin(draft: Draft) -> None:
    """Start with a file that has been taken into the inbox."""
    st.session_state[_KEY] = draft


def drop() -> None:
    """Forget the upload with its file."""
    draft = current()
    if draft is not None:
        forget(draft.path)
        if draft.loaded is not None:
            st.session_state[BANK_KEY] = draft.bank  # the next file is meant for the same bank
    st.session_state.pop(_KEY, None)


def describe(draft: Draft, view: View) -> None:
    """Have the file described, with what was decided so far."""
    decided = draft.path.parent / "decisions.json"
    decided.write_text(json.dumps(draft.decisions, ensure_ascii=False), encoding="utf-8")
    told, last = run_shown(
        view,
        "describe",
        str(draft.path),
        "--bank",
        draft.bank,
        "--decisions",
        str(decided),
        "--out",
        str(draft.description),
    )
    _fail_if_ours(last)
    if last["event"] == "done":
        draft.lines = tuple(_line(event) for event in told if event.get("event") == "line")
        draft.report, draft.refused = last["report"], ()
    else:
        draft.refused = _errors(last)
        draft.to_decide = tuple(_line({"sureness": "undecided", **one}) for one in last.get("decide", ()))


def _line(event: Mapping[str, Any]) -> Line:
    return Line(
        path=str(event["path"]),
        value=event.get("value"),
        sureness=str(event.get("sureness", "")),
        why=(str(event.get("why_zh", "")), str(event.get("why", ""))),
        choices=tuple(
            (choice.get("value"), (str(choice.get("why_zh", "")), str(choice.get("why", ""))))
            for choice in event.get("choices", ())
        ),
        columns=tuple(map(str, event.get("columns", ()))),
    )


def check(draft: Draft, view: View) -> None:
    """The dry run: what a load would do."""
    _, last = run_shown(view, "check", *_what(draft))
    _fail_if_ours(last)
    if last["event"] == "done":
        draft.checked, draft.refused = _first_file(last), ()
    else:
        draft.checked, draft.refused = None, _errors(last)


def load(draft: Draft, view: View) -> None:
    """The load itself; of a new bank its name is written first. Refused: nothing has changed."""
    if draft.names is not None:
        name, english = draft.names
        _, last = run_shown(view, "name", name, "--english", english, "--bank", draft.bank)
        _fail_if_ours(last)
        if last["event"] == "refused":
            draft.refused = _errors(last)
            return
        draft.names = None
    _, last = run_shown(view, "load", *_what(draft))
    _fail_if_ours(last)
    if last["event"] == "done":
        draft.loaded, draft.refused = _first_file(last), ()
        forget(draft.path)
    else:
        draft.refused = _errors(last)


def asks_to_retire(draft: Draft) -> bool:
    """Whether the last command was refused because so many rows would go that a person has to say yes."""
    return any("--yes-retire" in str(error.get("what_to_do", "")) for error in draft.refused)  # the option it may add


def _what(draft: Draft) -> tuple[str, ...]:
    chosen = (str(draft.path), "--bank", draft.bank, "--description", str(draft.description))
    return (*chosen, "--yes-retire") if draft.may_retire else chosen


def _first_file(last: Mapping[str, Any]) -> Mapping[str, Any]:
    files: Sequence[Mapping[str, Any]] = last["report"]["files"]
    return files[0]


def _errors(last: Mapping[str, Any]) -> tuple[Mapping[str, Any], ...]:
    return tuple(last.get("errors", ()))


def _fail_if_ours(last: Mapping[str, Any]) -> None:
    """A command that broke is our fault: the front door logs it and apologises with a reference."""
    if last.get("event") not in ("done", "refused"):
        raise RuntimeError(f"the command ended with {last.get('exit')}: {last.get('errors')}")
