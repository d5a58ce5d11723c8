"""Which reports were made, from which build, by whom; and to whom a report was sent, so that nobody gets it twice."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from dashboard.ledger import audit, tables
from dashboard.ledger.opening import Author, Ledger
from dashboard.scopes import Scope

MOST_TOLD = 50
"""Reports that a history shows, the newest first."""


@dataclass(frozen=True, slots=True)
class Made:
    """One report that was made: what it is of, and the names of its files."""

    number: int
    made_at: str
    made_by: str
    kind: str
    address: Mapping[str, Sequence[str]]
    period: str
    language: str
    build: str
    files: tuple[str, ...]


def note(
    ledger: Ledger,
    author: Author,
    *,
    kind: str,
    address: Mapping[str, Sequence[str]],
    period: str,
    language: str,
    build: str,
    files: Sequence[str],
) -> int:
    """Keep that a report was made, with its entry in the audit, both or neither; its number."""
    table = tables.report
    with ledger.writing(author, is_change=False) as writing:
        number = (
            writing.connection.execute(sa.select(sa.func.coalesce(sa.func.max(table.c.number), 0))).scalar_one() + 1
        )
        row = {
            "number": number,
            "made_at": writing.at,
            "made_by": author.person,
            "kind": kind,
            "address": json.dumps({name: list(ids) for name, ids in address.items()}, sort_keys=True),
            "period": period,
            "language": language,
            "build": build,
            "files": json.dumps(list(files), ensure_ascii=False),
        }
        writing.connection.execute(sa.insert(table).values(**row))
        audit.append(writing, "report_made", subject=f"{kind} {period} {language}", detail=f"{build}: {row['files']}")
    return int(number)


def history(ledger: Ledger, scope: Scope) -> tuple[Made, ...]:
    """The newest reports about units this person may see, the newest first; one of the whole bank only for who sees it
    all."""
    table = tables.report
    asked = sa.select(table).order_by(table.c.number.desc())
    with ledger.reading() as connection:
        rows = connection.execute(asked).mappings().all()
    found = (
        Made(
            number=row["number"],
            made_at=row["made_at"],
            made_by=row["made_by"],
            kind=row["kind"],
            address=json.loads(row["address"]),
            period=row["period"],
            language=row["language"],
            build=row["build"],
            files=tuple(json.loads(row["files"])),
        )
        for row in rows
    )
    mine = [each for each in found if _is_mine(each, scope)]
    return tuple(mine[:MOST_TOLD])


def _is_mine(made: Made, scope: Scope) -> bool:
    units, lines = made.address.get("unit", ()), made.address.get("line", ())
    return all(
        seen is None or (bool(asked) and seen.issuperset(asked))
        for seen, asked in ((scope.visible, units), (scope.lines, lines))
    )


def claim(ledger: Ledger, author: Author, letter: str, recipients: Collection[str]) -> tuple[str, ...]:
    """Those who never got this letter, noted as told from now on; of two at once one gets each. ``letter`` names what
    is sent: the same report of the same build is the same letter."""
    table = tables.report_sent
    fresh = []
    with ledger.writing(author, is_change=False) as writing:
        for recipient in dict.fromkeys(recipients):
            asked = sa.select(table.c.told_at).where(table.c.letter == letter, table.c.recipient == recipient)
            if writing.connection.execute(asked).first() is None:
                row = {"letter": letter, "recipient": recipient, "told_at": writing.at, "told_by": author.person}
                writing.connection.execute(sa.insert(table).values(**row))
                fresh.append(recipient)
    return tuple(fresh)


def release(ledger: Ledger, author: Author, letter: str, recipient: str) -> None:
    """Give back what was claimed and surely never left this machine, to be sent next time."""
    table = tables.report_sent
    with ledger.writing(author, is_change=False) as writing:
        same = (table.c.letter == letter, table.c.recipient == recipient)
        writing.connection.execute(sa.delete(table).where(*same))
