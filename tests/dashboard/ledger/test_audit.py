"""The audit keeps what was done and tells when anything of it was touched."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest
import sqlalchemy as sa

from dashboard.ledger import Author, Ledger, LedgerUnavailableError, audit, kept_views, open_ledger
from dashboard.ledger.audit import verify
from tests.dashboard.ledger.conftest import Clock


def three(ledger: Ledger, wang: Author) -> None:
    audit.record(ledger, wang, "export", subject="huiyin-trend.csv")
    audit.record(ledger, wang, "export", subject="other-unit.csv", is_refused=True, detail="unit outside the scope")
    audit.record(ledger, Author("li"), "report_sent", subject="通报")


def test_an_entry_says_who_when_from_where_what_and_whether_refused(ledger: Ledger, wang: Author) -> None:
    three(ledger, wang)
    last, refused, first = audit.entries(ledger)
    assert (first["who"], first["came_from"], first["page"], first["slice"]) == (
        "wang",
        "10.1.2.3",
        "suggestions",
        "unit=r03",
    )
    assert (first["action"], first["is_refused"], refused["is_refused"]) == ("export", False, True)
    assert (last["number"], last["who"], last["subject"]) == (3, "li", "通报")
    assert ledger.revision() == 0  # no answer reads the audit
    found = verify(ledger)
    assert (found.entries, found.faults, found.head) == (3, (), last["hash"])


def test_the_chain_is_what_its_description_says(ledger: Ledger, wang: Author) -> None:
    """Computed here once more, by hand."""
    three(ledger, wang)
    before = ""
    for row in reversed(audit.entries(ledger)):
        fields = ["number", "at", "who", "came_from", "page", "slice", "action", "subject"]
        told = [*(row[field] for field in fields), int(row["is_refused"]), row["detail"], before]
        before = hashlib.sha256(json.dumps(told, ensure_ascii=False, separators=(",", ":")).encode()).hexdigest()
        assert row["hash"] == before


def test_neither_audit_nor_changes_can_be_edited_or_deleted(ledger: Ledger, wang: Author) -> None:
    three(ledger, wang)
    with ledger.writing(wang) as writing:
        kept_views.keep(writing, "view", "trend", {})
    for statement in ("update audit set who = 'x'", "delete from audit", "update change set who = 'x'"):
        with pytest.raises(sa.exc.DBAPIError, match="append-only"), ledger.engine.begin() as connection:
            if ledger.path is None:
                connection.exec_driver_sql(f'set search_path to "huiyin_{ledger.bank}"')
            connection.exec_driver_sql(statement)
    assert verify(ledger).faults == ()


FORGERIES = {
    "changed": ("update audit set who = 'nobody' where number = 2", (2, "changed")),
    "left out": ("delete from audit where number = 2", (2, "gap")),
    "cut off": ("delete from audit where number = 3", (3, "cut_off")),
    "put in": (
        """insert into audit select 4, at, who, came_from, page, slice, action, subject, is_refused, detail,
        previous_hash, hash from audit where number = 3""",
        (4, "changed"),
    ),
}


@pytest.mark.parametrize("forgery", FORGERIES)
def test_whoever_gets_past_the_lock_is_found_out(ledger: Ledger, wang: Author, forgery: str) -> None:
    three(ledger, wang)
    statement, fault = FORGERIES[forgery]
    with ledger.writing(wang, is_change=False) as writing:
        if ledger.path is None:
            writing.connection.exec_driver_sql("alter table audit disable trigger all")
        else:
            for trigger in ("audit_is_not_edited", "audit_is_not_deleted"):
                writing.connection.exec_driver_sql(f"drop trigger {trigger}")
        writing.connection.exec_driver_sql(statement)
    assert fault in verify(ledger).faults


def test_what_fails_afterwards_takes_its_audit_entry_with_it(ledger: Ledger, wang: Author) -> None:
    with pytest.raises(KeyError), ledger.writing(wang) as writing:
        audit.append(writing, "export")
        raise KeyError("something of ours")
    assert verify(ledger).entries == 0


def test_a_ledger_that_cannot_be_reached_says_so_without_its_password(
    monkeypatch: pytest.MonkeyPatch, bank: tuple[str, Path]
) -> None:
    monkeypatch.setenv("HUIYIN_LEDGER_URL", "postgresql://user:geheim@127.0.0.1:1/none")
    with pytest.raises(LedgerUnavailableError) as told:
        open_ledger(*bank).revision()
    assert "geheim" not in str(told.value)
    monkeypatch.setenv("HUIYIN_LEDGER_URL", "mysql://user@host/db")
    with pytest.raises(LedgerUnavailableError, match="only postgresql"):
        open_ledger(*bank)


def test_older_entries_go_to_a_file_and_the_chain_goes_on(ledger: Ledger, wang: Author, clock: Clock) -> None:
    three(ledger, wang)
    clock.move(days=100)
    audit.record(ledger, wang, "view")
    noted = verify(ledger).head
    path = audit.rotate(ledger, Author("terminal"), 90)
    assert path is not None
    assert (path.name, path.stat().st_mode & 0o077) == ("000000001-000000003.jsonl", 0)
    assert [each["action"] for each in audit.entries(ledger)] == ["audit_rotated", "view"]
    found = verify(ledger, noted)
    assert (found.entries, found.faults) == (5, ())
    with pytest.raises(sa.exc.DBAPIError, match="append-only"), ledger.engine.begin() as connection:
        if ledger.path is None:
            connection.exec_driver_sql(f'set search_path to "huiyin_{ledger.bank}"')
        connection.exec_driver_sql("delete from audit")  # the lock is back
    clock.move(days=100)
    again = audit.rotate(ledger, Author("terminal"), 90)
    assert again is not None
    assert again.name == "000000004-000000005.jsonl"
    assert (verify(ledger, noted).entries, verify(ledger, noted).faults) == (6, ())
    assert audit.rotate(ledger, Author("terminal"), 90) is None


SPOILT = {
    "changed": (lambda lines: [lines[0].replace("wang", "li"), *lines[1:]], (1, "changed")),
    "left out": (lambda lines: [lines[0], lines[2]], (2, "gap")),
    "cut off": (lambda lines: lines[:2], (3, "gap")),
    "no line of ours": (lambda lines: [*lines[:1], "…", lines[2]], (2, "gap")),
}


@pytest.mark.parametrize("how", SPOILT)
def test_whoever_touches_a_file_is_found_out(ledger: Ledger, wang: Author, clock: Clock, how: str) -> None:
    three(ledger, wang)
    clock.move(days=100)
    path = audit.rotate(ledger, wang, 90)
    assert path is not None
    spoil, fault = SPOILT[how]
    path.write_text("\n".join(spoil(path.read_text(encoding="utf-8").splitlines())), encoding="utf-8")
    assert fault in verify(ledger).faults
    path.unlink()
    assert (1, "gap") in verify(ledger).faults


def test_a_rotation_that_is_broken_off_loses_and_doubles_nothing(
    ledger: Ledger, wang: Author, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    three(ledger, wang)
    clock.move(days=100)

    def broken(*_: object, **__: object) -> int:
        raise KeyError("the machine went down")

    with monkeypatch.context() as patched:
        patched.setattr(audit, "append", broken)
        with pytest.raises(KeyError):
            audit.rotate(ledger, wang, 90)
    assert list((ledger.folder / "audit").iterdir())  # the file is there, and the entries are too
    assert (verify(ledger).entries, len(audit.entries(ledger))) == (3, 3)
    audit.record(ledger, wang, "view")
    clock.move(days=100)
    path = audit.rotate(ledger, wang, 90)
    assert path is not None
    assert [each.name for each in (ledger.folder / "audit").iterdir()] == [path.name] == ["000000001-000000004.jsonl"]
    assert (verify(ledger).entries, verify(ledger).faults) == (5, ())


def test_a_clock_that_jumps_tears_nothing(ledger: Ledger, wang: Author, clock: Clock) -> None:
    """Back: entries keep their order, and none that was written meanwhile is moved before an older one."""
    for days in (0, 200, -300, 1):
        clock.move(days=days)
        audit.record(ledger, wang, "view")
    assert [each["number"] for each in audit.entries(ledger)] == [4, 3, 2, 1]
    assert verify(ledger).faults == ()
    clock.move(days=200)
    audit.rotate(ledger, wang, 90)
    assert (verify(ledger).entries, verify(ledger).faults) == (5, ())
