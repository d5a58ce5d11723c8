"""What can go wrong with the ledger, each with what a person has to know; imports nothing of ours."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


class LedgerError(RuntimeError):
    """Something about the ledger; whatever was being written was not kept."""


class LedgerUnavailableError(LedgerError):
    """It cannot be opened or written now: locked for too long, disk full, no permission, server or driver missing."""


class NewerLedgerError(LedgerError):
    """A newer program has written this ledger; this one would misread it."""

    def __init__(self, found: int, known: int) -> None:
        super().__init__(
            f"the ledger is at step {found}, this program knows steps up to {known}: use the newer program"
        )
        self.found, self.known = found, known


class NotThereError(LedgerError):
    """What is to be changed does not exist, or no longer."""


class NotPermittedError(LedgerError):
    """Somebody wants to write who may only look."""


class ChangedMeanwhileError(LedgerError):
    """Somebody else changed it first; ``now`` is how it stands, with who and when in changed_by and changed_at."""

    def __init__(self, kind: str, now: Mapping[str, Any]) -> None:
        super().__init__(f"{kind} {now['id']} was changed by {now['changed_by']} at {now['changed_at']} meanwhile")
        self.kind, self.now = kind, now


class WrongEntryError(LedgerError):
    """What was to be written cannot stand as it is; ``faults`` are (field, code) pairs, all of them at once."""

    def __init__(self, *faults: tuple[str, str]) -> None:
        super().__init__("; ".join(f"{field}: {code}" for field, code in faults))
        self.faults = faults
