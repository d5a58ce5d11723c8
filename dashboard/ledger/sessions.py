"""Which sign-ins were ended: a copy of their cookie opens nothing any more.

A session is who signed in and when, as the provider says it (issuer, subject, moment of issue); it is kept as a hash.
"""

from __future__ import annotations

import sqlalchemy as sa

from dashboard.ledger import audit, tables
from dashboard.ledger.opening import Ledger, Writing


def end(writing: Writing, session: str) -> None:
    """The session of the writing's author is over; once more says nothing new."""
    ended = tables.ended_session
    if writing.connection.execute(sa.select(ended.c.session).where(ended.c.session == session)).first() is None:
        row = {"session": session, "person": writing.author.person, "ended_at": writing.at}
        writing.connection.execute(sa.insert(ended).values(**row))
        audit.append(writing, "signed_out")


def has_ended(ledger: Ledger, session: str) -> bool:
    """Whether a session is over."""
    ended = tables.ended_session
    with ledger.reading() as connection:
        return connection.execute(sa.select(ended.c.session).where(ended.c.session == session)).first() is not None
