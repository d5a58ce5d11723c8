"""Who is let in, and with which scope: the bank's register of people, its tree of units, and who is suspended.

Asked at every click and by every command with ``--as``; what stands in the file or the ledger holds from the next one
on. Nobody is let in where that cannot be looked up.
"""

from __future__ import annotations

import argparse
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

from dashboard.access import grants, register
from dashboard.access.register import AccessFileError, Register
from dashboard.access.visitors import Visitor
from dashboard.ledger import Author, LedgerError, audit, open_ledger, sessions, suspensions
from dashboard.queries import nodes
from dashboard.queries.builds import Build
from dashboard.queries.catalogue import catalogue
from dashboard.scopes import Scope, local_user

_noted: dict[Path, str] = {}
"""The register that was last noted of each bank, by this process."""
Why = Literal[
    "not_local", "no_sign_in", "not_signed_in", "expired", "ended", "suspended", "unknown", "no_units", "unclear"
]


class RefusedError(PermissionError):
    """Somebody is not let in: ``why``. ``detail`` is for the log and the terminal, never for the visitor."""

    def __init__(self, why: Why, detail: str = "") -> None:
        super().__init__(f"{why}: {detail}" if detail else why)
        self.why: Why = why
        self.detail = detail


@dataclass(frozen=True, slots=True)
class Admission:
    """The scope somebody was let in with; ``register`` is None where the bank has no file of people."""

    scope: Scope
    register: Register | None


def admit(visitor: Visitor, build: Build) -> Admission:
    """The scope of a visitor in a bank. Raises RefusedError.

    Without sign-in there is one local user, who sees all: only at this machine itself, in a bank that names nobody,
    unless the bank is the example (to look at) or its register says that everyone sees everything.
    """
    try:
        people = register.read(build.folder)
    except AccessFileError as fault:
        raise RefusedError("unclear", str(fault)) from fault
    if visitor.how == "local":
        return Admission(_without_sign_in(visitor, build, people), people)
    if not visitor.person and not visitor.session:
        raise RefusedError("not_signed_in")
    if visitor.has_expired:
        raise RefusedError("expired")
    if not visitor.person:
        raise RefusedError("unknown", "the claim that names a person is missing or unverified")
    try:
        ledger = open_ledger(build.bank, build.folder)
        if visitor.session and sessions.has_ended(ledger, visitor.session):
            raise RefusedError("ended")
        if suspensions.standing(ledger, visitor.person):
            raise RefusedError("suspended")
    except LedgerError as fault:
        raise RefusedError("unclear", str(fault)) from fault
    if people is None and build.is_example:
        return Admission(Scope(visitor.person, may_edit=False), None)
    roles = None if people is None else people.roles_by(visitor.person, visitor.claims)
    if roles is None:
        raise RefusedError("unknown")
    scope = grants.scope_of(visitor.person, roles, tree(build), above(build))
    if scope.visible == frozenset() or scope.lines == frozenset():
        raise RefusedError("no_units")
    return Admission(scope, people)


def person_claim(build: Build | None) -> str:
    """Which claim of a provider names a person in a bank."""
    try:
        people = None if build is None else register.read(build.folder)
    except AccessFileError:
        people = None
    return people.person_claim if people else Register().person_claim


def note_register(people: Register, build: Build) -> None:
    """Note in the audit that the register is another one than the last that was noted. Raises LedgerError."""
    ledger = open_ledger(build.bank, build.folder)
    if _noted.get(build.folder) == people.fingerprint:
        return
    last = audit.last(ledger, "roles_changed")
    if last is None or last["subject"] != people.fingerprint:
        told = f"{len(people.people)} people, {len(people.roles)} roles"
        audit.record(ledger, Author(register.FILE_NAME), "roles_changed", subject=people.fingerprint, detail=told)
    _noted[build.folder] = people.fingerprint


def tree(build: Build) -> dict[str, tuple[str, ...]]:
    """Every unit of a build with those that stand directly below it today."""
    known = catalogue(build, local_user())
    return {unit.unit_id: known.children.get(unit.unit_id, ()) for unit in known.units}


def above(build: Build) -> dict[str, frozenset[str]]:
    """Every unit of a build with all that stand or ever stood above it, the root among them."""
    found: dict[str, frozenset[str]] = {}
    for path in build.rows("units/nodes")["path"]:
        units = [unit for unit in path.split(nodes.BELOW) if unit]
        for at, unit in enumerate(units):
            found[unit] = found.get(unit, frozenset()) | (frozenset(units[:at]) - {unit})
    return found


def _without_sign_in(visitor: Visitor, build: Build, people: Register | None) -> Scope:
    if people is not None and people.names_somebody:
        raise RefusedError("no_sign_in")
    if visitor.is_local:
        return local_user()
    if people is not None and people.everyone_sees_everything:
        return replace(local_user(), person="everyone", may_load=False, may_administer=False)
    if build.is_example:
        return replace(local_user(), person="everyone", may_load=False, may_administer=False, may_edit=False)
    raise RefusedError("not_local")


def take_person(parser: argparse.ArgumentParser) -> None:
    """The flag of every command that can be asked as somebody."""
    parser.add_argument("--as", dest="person", metavar="PERSON", help="as this person of config/access.toml sees it")


def scope_in_terminal(build: Build, person: str | None) -> Scope:
    """Whoever sits at a terminal of the machine reads its files anyway: all, or what ``person`` may see.

    Raises RefusedError where that person would not be let in.
    """
    if person is None:
        return local_user()
    return admit(Visitor("terminal", register.identified(person)), build).scope
