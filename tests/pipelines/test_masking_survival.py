"""Personal data planted in a corpus and in every export of a bank: how much is found, and that none of it goes on."""

from __future__ import annotations

import logging
import re
from pathlib import Path

import duckdb
import pytest

from dashboard import exporting
from dashboard.ledger import Author, audit, open_ledger, suspensions
from pipelines.__main__ import main as pipelines_command
from pipelines.banks import Bank
from pipelines.banks import bank as bank_named
from tests import planted_bank
from tests.pipelines import masking
from tests.planted_bank import CELL, PLANTED

LEAST_PRECISION = 0.95
"""One in ten rows of 13 digits or more passes for a card number by chance: a merchant's number in the corpus does."""
PATTERN = "|".join(re.escape(each) for each in PLANTED)


@pytest.mark.parametrize("language", masking.LANGUAGES)
def test_what_is_recognised_is_found_in_written_texts_and_little_else(
    language: str, capsys: pytest.CaptureFixture[str]
) -> None:
    found = masking.measure(language)
    assert {kind: found.masked[kind] for kind in masking.RECOGNISED} == {
        kind: found.planted[kind] for kind in masking.RECOGNISED
    }
    assert found.precision >= LEAST_PRECISION, found.false
    assert masking.main() == 0
    assert f"{language}: " in capsys.readouterr().out


@pytest.fixture(scope="module")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> tuple[Bank, tuple[str, ...]]:
    """A bank whose exports are full of personal data; their paths."""
    bank = bank_named("small", tmp_path_factory.mktemp("planted"))
    return bank, tuple(str(path) for path in planted_bank.write(bank))


def test_nothing_planted_goes_on_into_build_log_file_or_error(
    loaded: tuple[Bank, tuple[str, ...]],
    tmp_path: Path,
    capfd: pytest.CaptureFixture[str],
    caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    bank, paths = loaded
    caplog.set_level(logging.DEBUG)
    monkeypatch.setenv("HUIYIN_BANKS", str(bank.folder.parent))
    monkeypatch.setenv("COLUMNS", "400")
    hindered = tmp_path / f"survey_responses {CELL}.csv"
    hindered.write_text(f"{CELL},b\n{CELL},1\n", encoding="utf-8")
    said = ""
    again = [path.replace("inbox", "done") for path in paths]  # where nothing lies of these names
    for call in (
        ("describe", paths[5]),
        ("check", *paths),
        ("load", *paths),
        ("load", *again),
        ("load", *again, "--json"),
        ("status",),
        ("load", str(hindered)),
        ("describe", str(hindered)),
        ("describe", str(hindered), "--json"),
    ):
        pipelines_command([*call, "--bank", "small"])
        told = capfd.readouterr()
        assert told.out or told.err, call
        assert not planted_bank.survivors(told.out + told.err), call
        said += told.out
    assert "[PHONE]" in said  # refused cells were quoted

    build = bank.current()
    assert build is not None
    looked_at = tokens = 0
    with duckdb.connect(str(build), read_only=True) as connection:
        columns = connection.sql(
            "select table_schema, table_name, column_name from information_schema.columns where data_type = 'VARCHAR'"
        ).fetchall()
        for schema, table, column in columns:
            parts = f"regexp_matches(replace(\"{column}\", chr(8203), ''), '{PATTERN}')"
            found = connection.sql(f'select count(*) from "{schema}"."{table}" where {parts}').fetchall()  # noqa: S608
            assert found[0][0] == 0, (table, column)
            looked_at += 1
            masked = f'select count(*) from "{schema}"."{table}" where contains("{column}", \'[PHONE]\')'  # noqa: S608
            tokens += connection.sql(masked).fetchall()[0][0]
    assert looked_at > 100
    assert tokens > 1_000  # they were there, and were masked

    for by, kind in (("unit", "csv"), ("month", "html")):
        out = tmp_path / f"file.{kind}"
        asked = ["nps", "--by", by, "--period", "all", "--format", kind, "--out", str(out), "--bank", "small"]
        assert exporting.command(asked) == 0
        assert not planted_bank.survivors(out.read_text(encoding="utf-8-sig"))
    ledger = open_ledger("small", bank.folder)
    audit.record(ledger, Author("wang", slice=f"word={CELL}"), "export", subject=CELL, detail=CELL)
    with ledger.writing(Author("wang")) as writing:
        suspensions.suspend(writing, "somebody", CELL)
    with ledger.reading() as reading:
        kept = reading.exec_driver_sql("select subject || detail || slice from audit").fetchall()
        kept += reading.exec_driver_sql("select after_values from change").fetchall()
    assert not planted_bank.survivors(str(kept))
    assert not planted_bank.survivors(caplog.text + "".join(capfd.readouterr())), "log"
