"""The morning list in the terminal and by mail, against a real mail server: each line once to each person."""

from __future__ import annotations

import json
import shutil
import threading
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from dashboard import due, due_complaints
from dashboard.__main__ import main
from dashboard.due import MailError, Server, recipients_of, responsible, server_of
from dashboard.ledger import Author, Ledger, audit, improvements, open_ledger
from dashboard.ledger.improvements import Known
from dashboard.ledger.reminders import due_by_unit
from dashboard.queries.builds import Build
from dashboard.queries.catalogue import catalogue
from dashboard.scopes import local_user
from dashboard.views import View
from tests.dashboard.ledger.mail_server import mails, running_mail_server

ME = Author("local")
DAY = date(2026, 10, 1)
UNITS = {"r02", "o04", "o01"}


@pytest.fixture(scope="module")
def inbox(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("mail")


@pytest.fixture(scope="module")
def port(inbox: Path) -> Iterator[int]:
    with running_mail_server(inbox) as found:
        yield found


@pytest.fixture
def folder(banks_root: Path, tmp_path: Path, inbox: Path, port: int, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The small bank with two matters that are late and a mail server; the inbox is empty."""
    shutil.copytree(banks_root / "small", tmp_path / "small", ignore=shutil.ignore_patterns("ledger*"))
    for mail in inbox.iterdir():
        mail.unlink()
    settings = {"HOST": "127.0.0.1", "PORT": str(port), "FROM": "huiyin@bank.example"}
    for name, value in settings.items():
        monkeypatch.setenv(f"HUIYIN_SMTP_{name}", value)
    monkeypatch.setenv("HUIYIN_BANKS", str(tmp_path))
    monkeypatch.delenv("HUIYIN_BANK", raising=False)
    found = tmp_path / "small"
    ledger = open_ledger("small", found)
    known = Known(DAY, UNITS, UNITS, {"nps"}, takes_past=True)
    for title, unit in (("增开窗口", "o04"), ("统一材料清单", "")):
        with ledger.writing(ME) as writing:
            days = {"due_on": "2026-09-01", "reinspect_on": "2026-12-01"}
            improvements.add(writing, {"title": title, "owner": "陈主任", "unit_id": unit, **days}, known)
    return found


def people(folder: Path, written: str) -> None:
    (folder / "config" / "reminders.toml").write_text(written, encoding="utf-8")


def run(*arguments: str) -> int:
    return main(["due", "--bank", "small", "--day", DAY.isoformat(), "--lang", "zh_CN", *arguments])


def test_the_list_stands_in_the_terminal_and_as_data(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run() == 0
    told = capsys.readouterr().out
    assert "增开窗口：已逾期（2026-09-01）" in told
    assert run("--json") == 0
    data = json.loads(capsys.readouterr().out)
    assert {unit: [line["why"] for line in lines] for unit, lines in data["units"].items()} == {
        "": ["overdue"],
        "o04": ["overdue"],
    }
    assert main(["due", "--bank", "small", "--day", "2024-01-01", "--lang", "zh_CN"]) == 0
    assert "没有到期事项" in capsys.readouterr().out
    assert main(["due", "--bank", "nowhere"]) == 1


def test_each_person_gets_each_line_once_and_a_new_date_is_a_new_line(folder: Path, inbox: Path) -> None:
    people(folder, 'default = ["head@bank.example"]\n[units]\nr02 = ["west@bank.example", "head@bank.example"]\n')
    assert run("--mail") == 0
    found = {str(mail["To"]): of_improvements(mail.get_content()) for mail in mails(inbox)}
    assert set(found) == {"head@bank.example", "west@bank.example"}
    assert found["west@bank.example"].count("\n") == 1
    assert "增开窗口" in found["west@bank.example"]
    assert "统一材料清单" in found["head@bank.example"]
    assert "增开窗口" in found["head@bank.example"]
    assert str(mails(inbox)[0]["Subject"]).startswith("小城银行：重点改进清单有 2 项待办，另有 ")
    assert run("--mail") == 0
    assert len(mails(inbox)) == 2
    ledger = open_ledger("small", folder)
    one = next(each for each in improvements.list_all(ledger, local_user()) if each.unit_id == "o04")
    with ledger.writing(ME) as writing:
        known = Known(DAY, UNITS, UNITS, set(), takes_past=True)
        improvements.edit(writing, one.id, one.version, {"due_on": "2026-09-15"}, known)
    assert run("--mail") == 0
    assert len(mails(inbox)) == 4
    assert {str(mail["Subject"]) for mail in mails(inbox)[2:]} == {"小城银行：重点改进清单有 1 项待办"}
    assert [entry["action"] for entry in audit.entries(ledger)][:2] == ["reminder_sent", "reminder_sent"]


def of_improvements(content: str) -> str:
    """What a mail says before it comes to complaints."""
    return content.split("待办结与告知的投诉")[0]


def complaints_in(inbox: Path) -> dict[str, set[str]]:
    """Recipient -> the complaints of all mails so far; the inbox is emptied."""
    found: dict[str, set[str]] = {}
    for mail in mails(inbox):
        told = {line.split("：")[0].removeprefix("· ") for line in mail.get_content().splitlines() if line[:2] == "· "}
        found.setdefault(str(mail["To"]), set()).update(told)
    for mail in inbox.iterdir():
        mail.unlink()
    return found


def test_complaints_go_out_once_and_those_of_the_regulators_lines_every_day(
    folder: Path, inbox: Path, build: Build
) -> None:
    people(folder, 'default = ["head@bank.example"]\n[units]\nr02 = ["west@bank.example"]\n')

    def sent_on(day: int) -> dict[str, set[str]]:
        assert main(["due", "--bank", "small", "--day", f"2026-09-{day}", "--lang", "zh_CN", "--mail"]) == 0
        return complaints_in(inbox)

    def stand_on(day: int) -> dict[str, str]:
        morning = due_complaints.due_by_unit(build, local_user(), date(2026, 9, day))
        return {line.complaint_id: f"{line.kind} {line.day}" for lines in morning.by_unit.values() for line in lines}

    before, after = stand_on(20), stand_on(21)
    first = sent_on(20)
    assert set().union(*first.values()) == set(before)
    known = catalogue(build, local_user())
    below = {unit for unit in known.unit if "west@bank.example" in responsible(unit, recipients_of(folder), known)}
    units = {
        line.complaint_id: unit
        for unit, lines in due_complaints.due_by_unit(build, local_user(), date(2026, 9, 20)).by_unit.items()
        for line in lines
    }
    assert first["west@bank.example"] == {each for each, unit in units.items() if unit in below}
    assert sent_on(20) == {}
    second = set().union(*sent_on(21).values())
    assert second == {each for each, stands in after.items() if before.get(each) != stands}
    chased = {each for each, stands in after.items() if stands.startswith(due_complaints.CHASE)}
    assert chased
    assert chased <= second
    assert set(after) - second  # what stands as it did is not told again


def test_two_commands_at_once_send_each_line_once(folder: Path, inbox: Path, port: int, build: Build) -> None:
    ledger = open_ledger("small", folder)
    lines = due_by_unit(ledger, local_user(), DAY)
    server, known = server_of_tests(port), catalogue(build, local_user())

    def both() -> None:
        due.send(ledger, ME, lines, {"": ("a@bank.example",)}, server, known, View("en"), "Small")

    threads = [threading.Thread(target=both) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(str(mail.get_content()).count("\n") for mail in mails(inbox)) == 2


def server_of_tests(port: int, **settings: Any) -> Server:
    plain: dict[str, Any] = {"user": "", "password": "", "sender": "huiyin@bank.example", "has_tls": False}
    return Server(**{"host": "127.0.0.1", "port": port, "must_upgrade": False, **plain, **settings})


def sent(ledger: Ledger, build: Build, server: Server, recipient: str) -> list[due.Sent]:
    lines = due_by_unit(ledger, local_user(), DAY)
    known = catalogue(build, local_user())
    return list(due.send(ledger, ME, lines, {"": (recipient,)}, server, known, View("en"), "Small"))


def test_what_was_refused_or_never_left_goes_out_next_time(folder: Path, inbox: Path, port: int, build: Build) -> None:
    ledger = open_ledger("small", folder)
    (refused,) = sent(ledger, build, server_of_tests(port), "refused@bank.example")
    assert "no such person" in refused.fault
    (nobody,) = sent(ledger, build, server_of_tests(1), "a@bank.example")
    assert nobody.fault
    # a server elsewhere has to offer TLS, which this one does not: nothing is said to it
    (plain,) = sent(ledger, build, server_of_tests(port, must_upgrade=True), "a@bank.example")
    assert plain.fault
    assert mails(inbox) == []
    (now,) = sent(ledger, build, server_of_tests(port), "a@bank.example")
    assert (now.lines, now.fault) == (2, "")
    assert len(mails(inbox)) == 1


def test_a_line_cut_after_the_mail_was_in_counts_as_sent(folder: Path, inbox: Path, port: int, build: Build) -> None:
    ledger = open_ledger("small", folder)
    (cut,) = sent(ledger, build, server_of_tests(port), "cut@bank.example")
    assert cut.fault == ""
    assert sent(ledger, build, server_of_tests(port), "cut@bank.example") == []
    assert len(mails(inbox)) == 1


def test_without_server_or_with_wrong_settings_it_says_what_to_do(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv("HUIYIN_SMTP_HOST")
    assert run("--mail") == 1
    assert "HUIYIN_SMTP_HOST" in capsys.readouterr().err
    with pytest.raises(MailError, match="PORT"):
        server_of({"HUIYIN_SMTP_HOST": "mail", "HUIYIN_SMTP_PORT": "x", "HUIYIN_SMTP_FROM": "a@b"})
    with pytest.raises(MailError, match="FROM"):
        server_of({"HUIYIN_SMTP_HOST": "mail"})
    found = server_of({"HUIYIN_SMTP_HOST": "mail", "HUIYIN_SMTP_FROM": "a@b"})
    assert found is not None
    assert (found.must_upgrade, found.port) == (True, 25)
    for written in ("no toml", 'default = ["a b"]', "default = 3", '[units]\nr02 = ["a@b\\nBcc: c@d"]'):
        people(folder, written)
        with pytest.raises(MailError, match=r"reminders\.toml"):
            recipients_of(folder)


def test_a_unit_without_people_of_its_own_has_those_above(build: Build) -> None:
    known = catalogue(build, local_user())
    recipients = {"": ("head@b",), "r02": ("west@b",), "o01": ()}
    assert [responsible(unit, recipients, known) for unit in ("r02", "o04", "o01", "hq", "", "gone")] == [
        ("west@b",),
        ("west@b",),
        (),
        ("head@b",),
        ("head@b",),
        ("head@b",),
    ]
