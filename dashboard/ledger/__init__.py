"""The ledger: what people write in a bank (kept views, drafts, improvements, audit), apart from its builds.

The only room that imports SQLAlchemy. SQLite in the bank's folder by default, PostgreSQL by ``HUIYIN_LEDGER_URL``.
Beside SQLAlchemy it imports the scope, and from the other half ``pipelines.privacy`` alone, which masks every text.

One ``with ledger.writing(author)`` is one transaction, one writer at a time: all of it is kept or none, and the
revision number rises. Every change is kept with who and when, and can be undone; an edit names the version it was made
on, so that of two editors the second is told. Whatever fails below is a ``LedgerError``, never a driver's own.
"""

from dashboard.ledger.faults import (
    ChangedMeanwhileError,
    LedgerError,
    LedgerUnavailableError,
    NewerLedgerError,
    NotPermittedError,
    NotThereError,
    WrongEntryError,
)
from dashboard.ledger.opening import Author, Ledger, Writing, open_ledger

__all__ = [
    "Author",
    "ChangedMeanwhileError",
    "Ledger",
    "LedgerError",
    "LedgerUnavailableError",
    "NewerLedgerError",
    "NotPermittedError",
    "NotThereError",
    "Writing",
    "WrongEntryError",
    "open_ledger",
]
