"""Personal data planted in a corpus and in every export of a bank: how much is found, and that none of it goes on."""

from __future__ import annotations

import json
import logging
from pathlib import Path

import duckdb
import numpy as np
import pytest

from dashboard import exporting
from dashboard.ledger import Author, audit, open_ledger, suspensions
from pipelines.__main__ import main as pipelines_command
from pipelines.banks import Bank
from pipelines.banks import bank as bank_named
from tests import small_bank
from tests.pipelines import masking

LEAST_PRECISION = 0.95
"""One in ten rows of 13 digits or more passes for a card number by chance: a merchant's number in the corpus does."""
PLANTED = ("13800138000", "11010519491231002X", "6222021234567890128", "zhang_san@qq.com", "15912345678")
CELL = "电话13800138000，证11010519491231002X，卡6222021234567890128，zhang_san@qq.com，15912345678"


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
def loaded(tmp_path_factory: pytest.TempPathFactory) -> tuple[Bank, str]:
    """A bank in whose every text, and in cells that are refused, personal data were planted; all that was said."""
    root = tmp_path_factory.mktemp("planted")
    of = small_bank.tables(responses=2000)
    corpus = [text.words for language in masking.LANGUAGES for text in masking.texts(language)]
    words = np.resize(np.array([*corpus, CELL], dtype=object), len(of["service"]))
    service = of["service"].assign(words=words)
    service.loc[:40, "recommend"] = CELL  # refused, and quoted
    service.loc[41:60, "answered"] = "13800138000"
    of["service"] = service
    of["suggestions"] = of["suggestions"].assign(text=CELL)
    bank = bank_named("small", root)
    paths = small_bank.write(bank, of)
    named = [path.rename(path.with_name(f"{path.stem} 13800138000.csv")) for path in paths]
    return bank, json.dumps([str(path) for path in named])


def _survivors(text: str) -> list[str]:
    return [each for each in PLANTED if each in text]


def test_nothing_planted_goes_on_into_build_log_file_or_error(
    loaded: tuple[Bank, str],
    tmp_path: Path,
    capfd: pytest.CaptureFixture[str],
    caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    bank, written = loaded
    caplog.set_level(logging.DEBUG)
    monkeypatch.setenv("HUIYIN_BANKS", str(bank.folder.parent))
    paths = json.loads(written)
    assert pipelines_command(["load", *paths, "--bank", "small", "--json"]) in (0, 1)
    assert pipelines_command(["status", "--bank", "small"]) == 0
    said = capfd.readouterr()
    assert said.out
    assert not _survivors(said.out + said.err), "said"

    build = bank.current()
    assert build is not None
    looked_at = tokens = 0
    with duckdb.connect(str(build), read_only=True) as connection:
        columns = connection.sql(
            "select table_schema, table_name, column_name from information_schema.columns where data_type = 'VARCHAR'"
        ).fetchall()
        for schema, table, column in columns:
            parts = " or ".join(f"contains(\"{column}\", '{each}')" for each in PLANTED)
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
        assert not _survivors(out.read_text(encoding="utf-8-sig"))
    ledger = open_ledger("small", bank.folder)
    audit.record(ledger, Author("wang", slice=f"word={CELL}"), "export", subject=CELL, detail=CELL)
    with ledger.writing(Author("wang")) as writing:
        suspensions.suspend(writing, "somebody", CELL)
    with ledger.reading() as reading:
        kept = reading.exec_driver_sql("select subject || detail || slice from audit").fetchall()
        kept += reading.exec_driver_sql("select after_values from change").fetchall()
    assert not _survivors(str(kept))
    assert not _survivors(caplog.text + "".join(capfd.readouterr())), "log"
