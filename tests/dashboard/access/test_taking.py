"""A file is noted in the bank it is of, whatever another tab of the same sign-in looked at since."""

from __future__ import annotations

import shutil
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from dashboard.access.visitors import Visitor
from dashboard.admission import admit
from dashboard.components import sign_in
from dashboard.ledger import Author, audit, open_ledger
from dashboard.queries.builds import Build, open_build
from tests.dashboard.access.conftest import PEOPLE

LI = "li@bank.example"
ME = Visitor("signed_in", LI, {"email": LI, "exp": time.time() + 3_600}, "session-of-the-test")


@pytest.fixture
def both(banks_root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[Build, Build]]:
    """The same bank twice; only in the second the person may take files."""
    for name, people in (
        ("first", PEOPLE.replace("export = true", "export = false")),
        ("second", PEOPLE),
    ):
        shutil.copytree(banks_root / "small", tmp_path / name, ignore=shutil.ignore_patterns("ledger*"))
        (tmp_path / name / "config" / "access.toml").write_text(people, encoding="utf-8")
    monkeypatch.setenv("HUIYIN_BANKS", str(tmp_path))
    yield open_build("first", tmp_path), open_build("second", tmp_path)
    sign_in._seen.clear()
    sign_in._taken.clear()


def _files(build: Build) -> list[tuple[str, bool]]:
    found = audit.entries(open_ledger(build.bank, build.folder))
    return [(each["subject"], bool(each["is_refused"])) for each in reversed(found) if each["action"] == "export"]


def test_a_file_is_asked_for_and_noted_where_it_is_of(both: tuple[Build, Build]) -> None:
    first, second = both
    scopes = {build.bank: admit(ME, build).scope for build in both}
    asked = {build.bank: sign_in.taking(ME, build, Author(LI), scopes[build.bank]) for build in both}
    for build in both:
        sign_in.look(ME, build, Author(LI), scopes[build.bank])
    asked["first"]()  # its page was drawn before; the other tab was looked at last
    assert not sign_in.let_out(ME, "a.csv", "/media/a")
    assert (_files(first), _files(second)) == ([("a.csv", True)], [])
    sign_in.look(ME, first, Author(LI), scopes["first"])
    asked["second"]()
    assert sign_in.let_out(ME, "b.csv", "/media/b")
    assert (_files(first), _files(second)) == ([("a.csv", True)], [("b.csv", False)])
