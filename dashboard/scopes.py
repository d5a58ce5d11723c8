"""Who looks: the units a person may see by name, and what else they may do. Imports nothing of ours."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Scope:
    """``visible`` units may be named and drilled into (None: all). Bank totals, limits and pooled controls are the
    reference everyone may have; they never name a unit outside ``visible``."""

    person: str
    visible: frozenset[str] | None = None
    may_read_verbatims: bool = True
    may_export: bool = True
    may_load: bool = False
    """Hand over exports, and remove the example bank; nobody may unless it is said."""


def local_user() -> Scope:
    """The one person of a machine without sign-in: sees everything and loads the files."""
    return Scope(person="local", may_load=True)
