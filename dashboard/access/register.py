"""The bank's reviewed file of people and roles, ``config/access.toml``, read anew at every click.

Whatever in it is not understood closes the bank for everyone but a terminal on the machine itself: a misspelt
restriction must not become a grant. All faults are told at once.
"""

from __future__ import annotations

import hashlib
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import MappingProxyType
from typing import Any

FILE_NAME = "access.toml"
WHOLE_BANK = "*"
PAGES = (
    *("overview", "trend", "journeys", "branches", "suggestions", "complaints", "voices", "drivers", "explore"),
    *("index", "activities", "reports", "data", "method"),
)
"""Pages that a role may be restricted to; loading and administering are permissions of their own."""
PERMISSIONS = ("verbatims", "export", "edit", "load", "administer")
_LISTS = ("units", "deny_units", "lines", "pages")
_OF_PERSON = ("name", "roles")
_TOP = ("everyone_sees_everything", "roles", "people", "claims", "rules")
_CLAIMS = ("person", "roles", "roles_of")
_LETTERS = str.maketrans("0123456789", "ghijklmnop")
RULES = ("most_exports_an_hour",)


class AccessFileError(ValueError):
    """The file cannot be used; ``faults`` are sentences, all of them."""

    def __init__(self, *faults: str) -> None:
        super().__init__("; ".join(faults))
        self.faults = faults


@dataclass(frozen=True, slots=True)
class Role:
    """What one role says: units it grants and denies, restrictions (None: says nothing), permissions (likewise)."""

    units: frozenset[str] = frozenset()
    deny_units: frozenset[str] = frozenset()
    lines: frozenset[str] | None = None
    pages: frozenset[str] | None = None
    permissions: Mapping[str, bool] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Person:
    """One person of the file: a name for people, the roles by name, and what is said of them alone."""

    name: str
    roles: tuple[str, ...]
    own: Role


@dataclass(frozen=True, slots=True)
class Register:
    """The whole file. ``people`` by who they are, in lower case."""

    everyone_sees_everything: bool = False
    """Said in so many words: without sign-in, whoever reaches the server sees everything."""
    roles: Mapping[str, Role] = field(default_factory=dict)
    people: Mapping[str, Person] = field(default_factory=dict)
    person_claim: str = "email"
    roles_claim: str = ""
    roles_of: Mapping[str, str] = field(default_factory=dict)
    """What a claim says -> the role that it means."""
    rules: Mapping[str, int] = field(default_factory=dict)
    fingerprint: str = ""
    """What tells one state of the file from another; letters alone, so that nobody takes it for a number to mask."""

    @property
    def names_somebody(self) -> bool:
        """Whether there is anybody to sign in."""
        return bool(self.people or self.roles_of)

    def roles_by(self, person: str, claims: Mapping[str, Any]) -> tuple[Role, ...] | None:
        """Every role of a person, by the file and by what the provider claims; None for who is unknown to both."""
        known = self.people.get(person)
        named = [] if known is None else [*known.roles]
        said = claims.get(self.roles_claim, ()) if self.roles_claim else ()
        said = (said,) if isinstance(said, str) else said if isinstance(said, (list, tuple)) else ()
        named += [self.roles_of[each] for each in said if isinstance(each, str) and each in self.roles_of]
        if known is None and not named:
            return None
        own = () if known is None else (known.own,)
        return (*own, *(self.roles[name] for name in dict.fromkeys(named)))


_read: dict[Path, tuple[bytes, Register]] = {}


def read(bank_folder: Path) -> Register | None:
    """The register of a bank as its file stands now; None where there is no file. Raises AccessFileError."""
    path = bank_folder / "config" / FILE_NAME
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        return None
    except OSError as fault:
        raise AccessFileError(f"{path} cannot be read: {fault.strerror}") from fault
    kept = _read.get(path)
    if kept is None or kept[0] != content:
        kept = _read[path] = (content, parse(content))
    return kept[1]


def parse(content: bytes) -> Register:
    """The register that a file's bytes mean; AccessFileError with every fault."""
    try:
        written = tomllib.loads(content.decode("utf-8"))
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as fault:
        raise AccessFileError(f"not TOML: {fault}") from fault
    faults: list[str] = []
    _only(written, _TOP, "the file", faults)
    roles = {
        name: _role(told, f"roles.{name}", faults) for name, told in _tables(written, "roles", "roles", faults).items()
    }
    people: dict[str, Person] = {}
    for who, told in _tables(written, "people", "people", faults).items():
        place = f'people."{who}"'
        if (key := identified(who)) in people or not key:
            faults.append(f"{place}: named twice, capitals aside" if key else f"{place}: is nobody")
        named = _texts(told, "roles", place, faults)
        faults += [f"{place}.roles: there is no role {name!r}" for name in named if name not in roles]
        own = _role({key: value for key, value in told.items() if key not in _OF_PERSON}, place, faults)
        name = told.get("name", who)
        people[key] = Person(name if isinstance(name, str) else who, tuple(named), own)
    claims = _table(written, "claims", "claims", faults)
    _only(claims, _CLAIMS, "claims", faults)
    roles_of = _table(claims, "roles_of", "claims.roles_of", faults)
    faults += [f"claims.roles_of: there is no role {name!r}" for name in roles_of.values() if name not in roles]
    rules = _table(written, "rules", "rules", faults)
    _only(rules, RULES, "rules", faults)
    for name, most in rules.items():
        if isinstance(most, bool) or not isinstance(most, int) or most < 1:
            faults.append(f"rules.{name}: a whole number from 1 on, not {most!r}")
    open_to_all = written.get("everyone_sees_everything", False)
    if not isinstance(open_to_all, bool):
        faults.append("everyone_sees_everything: true or false")
    elif open_to_all and (people or roles_of):
        faults.append("everyone_sees_everything and people contradict each other: take one away")
    person_claim, roles_claim = claims.get("person", "email"), claims.get("roles", "")
    if not isinstance(person_claim, str) or not isinstance(roles_claim, str) or bool(roles_claim) != bool(roles_of):
        faults.append("claims: person and roles name one claim each, and roles goes with roles_of")
    if faults:
        raise AccessFileError(*faults)
    return Register(
        bool(open_to_all),
        MappingProxyType(roles),
        MappingProxyType(people),
        person_claim,
        roles_claim,
        MappingProxyType(dict(roles_of)),
        MappingProxyType(dict(rules)),
        hashlib.sha256(content).hexdigest().translate(_LETTERS)[:24],
    )


def identified(who: str) -> str:
    """Who somebody is, so that capitals and spaces around make no second person.

    >>> identified(" Wang@Bank.example ")
    'wang@bank.example'
    """
    return who.strip().casefold()


def _role(told: Mapping[str, Any], place: str, faults: list[str]) -> Role:
    _only(told, (*_LISTS, *PERMISSIONS), place, faults)
    lists = {name: frozenset(_texts(told, name, place, faults)) if name in told else None for name in _LISTS}
    faults += [f"{place}.pages: there is no page {page!r}" for page in sorted((lists["pages"] or set()) - set(PAGES))]
    for name in PERMISSIONS:
        if not isinstance(told.get(name, False), bool):
            faults.append(f"{place}.{name}: true or false")
    role = Role(lines=lists["lines"], pages=lists["pages"])
    return replace(
        role,
        units=lists["units"] or frozenset(),
        deny_units=lists["deny_units"] or frozenset(),
        permissions=MappingProxyType({name: told[name] is True for name in PERMISSIONS if name in told}),
    )


def _only(told: Mapping[str, Any], known: tuple[str, ...], place: str, faults: list[str]) -> None:
    faults += [f"{place}: {name!r} is not known; {', '.join(known)} are" for name in told if name not in known]


def _table(told: Mapping[str, Any], name: str, place: str, faults: list[str]) -> Mapping[str, Any]:
    found = told.get(name, {})
    if not isinstance(found, dict):
        faults.append(f"{place}: a table")
        return {}
    return found


def _tables(told: Mapping[str, Any], name: str, place: str, faults: list[str]) -> Mapping[str, Mapping[str, Any]]:
    found = _table(told, name, place, faults)
    faults += [f"{place}.{key}: a table" for key, value in found.items() if not isinstance(value, dict)]
    return {key: value for key, value in found.items() if isinstance(value, dict)}


def _texts(told: Mapping[str, Any], name: str, place: str, faults: list[str]) -> list[str]:
    found = told.get(name, [])
    if not isinstance(found, list) or not all(isinstance(each, str) and each for each in found):
        faults.append(f"{place}.{name}: a list of texts")
        return []
    return found
