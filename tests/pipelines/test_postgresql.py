"""A table or a query of a real PostgreSQL is loaded like a file of the same rows: typed, described and kept."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import duckdb
import pyarrow as pa
import pytest

from pipelines import postgresql
from pipelines.__main__ import main
from pipelines.banks import Bank
from pipelines.banks import bank as bank_named
from tests.dashboard.ledger import postgresql as own_server

DESCRIPTION = """
table = "survey_responses"

[file]
files = "public.answers*"

[survey]
id = "answers"
name = "回访调查"

[recommend]
column = "score"

[columns.response_id]
column = "id"

[columns.unit_id]
column = "unit"

[columns.responded_at]
column = "answered"

[columns.weight]
column = "weight"

[columns.verbatim]
column = "words"
"""
ROWS = """
create table answers (
    id integer primary key, unit text, answered timestamptz, score smallint, weight numeric(6, 2), words text);
insert into answers values
    (1, 'o1', '2026-03-31 17:30:00+00', 9, 1.25, '很好，电话 13800138000'),
    (2, 'o1', '2026-03-31 10:00:00+08', 0, 0.10, null),
    (3, null, '2026-04-02 08:00:00+08', null, null, '等了很久'),
    (4, 'o2', '2026-04-02 08:00:00+08', 10, 2, '');
create role nobody login;
"""


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    if own_server.programs() is None:
        if os.environ.get("CI"):
            pytest.fail(own_server.MISSING)
        pytest.skip(own_server.MISSING)
    psycopg = pytest.importorskip("psycopg", reason="the driver needs requirements-postgresql.txt")
    with own_server.running_server() as address:
        with psycopg.connect(address, autocommit=True) as connection:
            connection.execute(ROWS)
        yield address


@pytest.fixture
def bank(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Bank:
    monkeypatch.setenv("HUIYIN_BANKS", str(tmp_path / "banks"))
    made = bank_named("b", tmp_path / "banks")
    made.ensure()
    (made.config / "survey_responses").mkdir()
    (made.config / "survey_responses" / "answers.toml").write_text(DESCRIPTION, encoding="utf-8")
    return made


def say(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, dict[str, Any]]:
    capsys.readouterr()
    code = main([*arguments, "--bank", "b", "--json"])
    return code, json.loads(capsys.readouterr().out.splitlines()[-1])


def refused(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str]:
    code, last = say(capsys, *arguments)
    return code, " ".join(f"{error['found']} {error['where']}" for error in last["errors"])


def test_a_table_is_loaded_like_an_export_of_it(
    server: str, bank: Bank, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv(postgresql.ADDRESS, server)
    monkeypatch.setattr(postgresql, "ROWS_AT_ONCE", 3)
    code, last = say(capsys, "load", "--postgresql", "public.answers")
    assert code == 0
    [file] = last["report"]["files"]
    assert (file["file"], file["read"], file["accepted"], file["masked"]) == ("public.answers.parquet", 4, 4, 1)
    path = bank.current()
    assert path is not None
    with duckdb.connect(path, read_only=True) as connection:
        rows = connection.execute(
            "select response_id, unit_id, responded_at::text, recommend, weight, verbatim from raw_survey_responses"
            " order by 1"
        ).fetchall()
    # 17:30 in UTC is the next day in the bank's zone
    assert rows[0][:5] == ("1", "o1", "2026-04-01 01:30:00", 9, 1.25)
    assert "13800138000" not in rows[0][5]
    assert [row[2:5] for row in rows[1:]] == [
        ("2026-03-31 10:00:00", 0, 0.1),
        ("2026-04-02 08:00:00", None, None),
        ("2026-04-02 08:00:00", 10, 2.0),
    ]
    assert [path.suffix for path in bank.done.iterdir()] == [".parquet"]
    assert not list(bank.inbox.iterdir())
    # the same rows through a query: nothing new
    query = tmp_path / "public.answers_late.sql"
    query.write_text("select * from answers where id > 2;\n", encoding="utf-8")
    code, last = say(capsys, "load", "--postgresql", str(query))
    assert code == 0
    [file] = last["report"]["files"]
    assert (file["read"], file["unchanged"], file["is_nothing_new"]) == (2, 2, True)


def test_what_cannot_be_read_is_said_and_writes_nothing(
    server: str, bank: Bank, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.delenv(postgresql.ADDRESS, raising=False)
    assert refused(capsys, "check", "--postgresql", "answers") == (
        2,
        "no address of a PostgreSQL server HUIYIN_SOURCE_URL",
    )
    monkeypatch.setenv(postgresql.ADDRESS, server)
    assert refused(capsys, "check", "--postgresql", "public.absent")[1].startswith(
        'PostgreSQL refuses the statement (relation "public.absent" does not exist'
    )
    assert refused(capsys, "check", "--postgresql", "answers; drop table answers")[0] == 2
    assert refused(capsys, "check", "x.csv", "--postgresql", "answers")[0] == 2
    assert refused(capsys, "check") == (2, "no files check")
    writing = tmp_path / "public.answers.sql"
    for statement in ("delete from answers returning *", "select 1; drop table answers", "select nextval('s')"):
        writing.write_text(statement, encoding="utf-8")
        assert "PostgreSQL refuses the statement" in refused(capsys, "check", "--postgresql", str(writing))[1]
    monkeypatch.setenv(postgresql.ADDRESS, server.replace("huiyin@", "nobody@"))
    assert "permission denied for table answers" in refused(capsys, "check", "--postgresql", "answers")[1]
    monkeypatch.setenv(postgresql.ADDRESS, "postgresql://huiyin:geheim@127.0.0.1:1/none")
    said = refused(capsys, "check", "--postgresql", "answers")[1]
    assert said.startswith("the PostgreSQL server does not answer")
    assert "geheim" not in said
    for unreadable in ("huiyin:geheim@dbhost/bank", "postgresql://huiyin:ge%heim@dbhost/bank"):
        monkeypatch.setenv(postgresql.ADDRESS, unreadable)
        code, said = refused(capsys, "check", "--postgresql", "answers")
        assert code == 2
        assert "an address that cannot be read" in said
        assert "heim" not in said
    monkeypatch.setenv(postgresql.ADDRESS, server)
    writing.write_text("select words::int as words from answers", encoding="utf-8")
    said = refused(capsys, "check", "--postgresql", str(writing))[1]
    assert "PostgreSQL refuses the statement (invalid input syntax" in said
    assert "[PHONE]" in said
    writing.write_text("select id, '\\xffd8'::bytea as photo from answers", encoding="utf-8")
    assert refused(capsys, "check", "--postgresql", str(writing))[1] == "bytes that are no text photo"
    assert bank.current() is None


def test_values_are_what_a_person_would_have_typed() -> None:
    zone, text = ZoneInfo("Asia/Shanghai"), pa.string()
    assert postgresql._value(Decimal("0E-20"), text, zone) == "0"
    assert postgresql._value(Decimal("9.5000000000000000"), text, zone) == "9.5"
    assert postgresql._value("很好".encode(), text, zone) == "很好"
    assert postgresql._value(float("nan"), pa.float64(), zone) is None
