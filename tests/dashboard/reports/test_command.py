"""Reports for a scheduler: one, a pack that goes on where it was broken off, and by mail, never twice."""

from __future__ import annotations

import json
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from dashboard import due
from dashboard.__main__ import main
from dashboard.ledger import Author, Ledger, audit, reports
from dashboard.queries.builds import Build
from dashboard.reports import making
from dashboard.scopes import Scope
from tests.dashboard.ledger.mail_server import mails, running_mail_server


@pytest.fixture(autouse=True)
def here(own_root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HUIYIN_BANKS", str(own_root))
    monkeypatch.delenv("HUIYIN_BANK", raising=False)
    monkeypatch.setenv("BROWSER_PATH", "/nowhere/chromium")


def run(*arguments: str) -> int:
    return main(["report", *arguments, "--bank", "small", "--lang", "zh_CN"])


def test_one_report_is_made_and_kept_in_the_ledger(
    tmp_path: Path, ledger: Ledger, me: Scope, own: Build, capsys: pytest.CaptureFixture[str]
) -> None:
    arguments = ("complaints", "--period", "2026Q3", "--unit", "r02", "--out", str(tmp_path))
    assert run(*arguments, "--format", "xlsx", "--format", "docx") == 0
    names = ["complaints-2026Q3-r02-zh_CN.docx", "complaints-2026Q3-r02-zh_CN.xlsx"]
    assert sorted(path.name for path in tmp_path.iterdir()) == names
    told = capsys.readouterr().out
    assert all(name in told for name in names)
    made = reports.history(ledger, me)[0]
    assert (made.kind, made.period, made.language, made.build) == ("complaints", "2026Q3", "zh_CN", own.id)
    assert sorted(made.files) == names
    assert audit.entries(ledger)[0]["action"] == "report_made"
    assert not audit.verify(ledger).faults
    # who sees the east alone sees nothing of the west's reports
    assert not [
        each for each in reports.history(ledger, Scope("east", frozenset({"r01"}))) if each.number == made.number
    ]


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("board", "--unit", "nowhere"), "nowhere"),
        (("board", "--period", "2026Q9"), "2026Q9"),
        (("board", "--level", "星系", "--each-unit"), "no unit of this level"),
    ],
)
def test_what_is_not_there_is_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...], told: str
) -> None:
    assert run(*arguments, "--out", str(tmp_path / "out"), "--format", "xlsx") == 1
    assert told in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


def test_who_may_not_export_gets_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("dashboard.admission.local_user", lambda: Scope("reader", may_export=False))
    assert run("board", "--out", str(tmp_path / "out")) == 1
    assert "not take them away" in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


def test_a_pack_goes_on_where_it_was_broken_off(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    arguments = ("unit", "--each-unit", "--period", "2026Q3", "--out", str(tmp_path))
    monkeypatch.setattr(making, "AT_ONCE", 2)
    written = making.keep

    def broken(made: making.Files, folder: Path) -> tuple[Path, ...]:
        if len(list(folder.glob("*.pptx"))) == 3:
            raise KeyboardInterrupt
        return written(made, folder)

    monkeypatch.setattr(making, "keep", broken)
    with pytest.raises(KeyboardInterrupt):
        run(*arguments)
    monkeypatch.setattr(making, "keep", written)
    first = {path.name: path.stat().st_mtime_ns for path in tmp_path.glob("*.pptx")}
    assert len(first) == 3
    capsys.readouterr()
    assert run(*arguments) == 0
    told = capsys.readouterr().out.splitlines()
    assert sum("此前已生成" in line for line in told) == 3
    assert told[-1].startswith("7/7")  # o08 closed before the period
    after = {path.name: path.stat().st_mtime_ns for path in tmp_path.glob("*.pptx")}
    assert len(after) == 7 and first.items() <= after.items()
    # a file that was changed by hand is made again, and so is one of another language
    (tmp_path / next(iter(first))).write_bytes(b"changed")
    assert run(*arguments) == 0
    assert sum("已生成" in line and "此前" not in line for line in capsys.readouterr().out.splitlines()) == 1
    assert len(json.loads((tmp_path / making.MANIFEST).read_text())) == 7


@pytest.fixture(scope="module")
def inbox(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("mail")


@pytest.fixture(scope="module")
def port(inbox: Path) -> Iterator[int]:
    with running_mail_server(inbox) as found:
        yield found


def mail(monkeypatch: pytest.MonkeyPatch, port: int) -> None:
    for name, value in {"HOST": "127.0.0.1", "PORT": str(port), "FROM": "huiyin@bank.example"}.items():
        monkeypatch.setenv(f"HUIYIN_SMTP_{name}", value)


def test_a_report_goes_out_once_to_each(
    tmp_path: Path, inbox: Path, port: int, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    mail(monkeypatch, port)
    arguments = ("board", "--period", "2026Q3", "--out", str(tmp_path), "--format", "xlsx", "--to", "hang@bank.example")
    assert run(*arguments) == 0
    assert run(*arguments, "--to", "second@bank.example") == 0
    assert "1 人此前已收到" in capsys.readouterr().out
    found = mails(inbox)
    assert sorted(letter["To"] for letter in found) == ["hang@bank.example", "second@bank.example"]
    [attached] = list(found[0].iter_attachments())
    assert attached.get_filename() == "board-2026Q3-bank-zh_CN.xlsx"
    assert attached.get_content() == (tmp_path / "board-2026Q3-bank-zh_CN.xlsx").read_bytes()
    assert "高管层客户体验简报" in found[0]["Subject"]
    # refused: said, given back, and tried again the next time
    for _ in range(2):
        assert run(*arguments[:-1], "refused@bank.example") == 1
        assert "refused it" in capsys.readouterr().out


def test_a_server_that_is_not_there_or_hangs_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(due, "SMTP_SECONDS", 1)
    arguments = ("board", "--period", "2026Q2", "--out", str(tmp_path), "--format", "xlsx", "--to", "hang@bank.example")
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        mail(monkeypatch, silent.getsockname()[1])
        assert run(*arguments) == 1
    assert "did not answer" in capsys.readouterr().out
    assert run(*arguments) == 1
    assert "no mail server answers" in capsys.readouterr().out
    monkeypatch.delenv("HUIYIN_SMTP_HOST")
    assert run(*arguments) == 1
    assert "no mail server is set" in capsys.readouterr().err


def test_two_at_once_send_one_letter(ledger: Ledger) -> None:
    one, two = (reports.claim(ledger, Author(who), "letter", ["a@b", "c@d"]) for who in ("one", "two"))
    assert one == ("a@b", "c@d") and not two
    reports.release(ledger, Author("one"), "letter", "a@b")
    assert reports.claim(ledger, Author("two"), "letter", ["a@b", "c@d"]) == ("a@b",)
