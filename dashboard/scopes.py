"""Who looks: what a person may see by name, and what else they may do. Imports nothing of ours."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Scope:
    """``visible`` units may be named and drilled into (None: all), of ``lines`` alone where some are named (None: all).

    Bank totals, limits and pooled controls are the reference everyone may have; they never name a unit outside
    ``visible``. ``pages`` are those that open (None: all but the administration, which ``may_administer`` opens).
    """

    person: str
    visible: frozenset[str] | None = None
    may_read_verbatims: bool = True
    may_export: bool = True
    may_load: bool = False
    """Hand over exports, and remove the example bank; nobody may unless it is said."""
    lines: frozenset[str] | None = None
    pages: frozenset[str] | None = None
    may_edit: bool = True
    """Write into the improvement list and accept new levels; one's own kept views are one's own."""
    may_administer: bool = False
    mine: tuple[str, ...] = ()
    """The granted units themselves, those below left out: what is looked at first. None where all are visible."""
    sees_bank: bool = True
    """Whether figures of the whole bank are shown. Not to whoever is denied a unit, which would be what is left of the
    total without the others: where nothing is chosen they look at ``mine``, and are compared with these alone."""

    def opens(self, page: str) -> bool:
        """Whether a page may be opened."""
        if page == "administration":
            return self.may_administer
        if page == "upload":
            return self.may_load
        return self.pages is None or page in self.pages


def local_user() -> Scope:
    """The one person of a machine without sign-in: sees everything and loads the files."""
    return Scope(person="local", may_load=True, may_administer=True)
