"""An uploaded file gets a harmless name and nobody else's eyes, or is refused in words before anything is written."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.components import upload_files
from dashboard.components.upload_files import LONGEST_NAME, keep, safe_name, unfit


@pytest.mark.parametrize(
    ("given_name", "name"),
    [
        ("../../etc/passwd", "passwd"),
        ("..\\..\\windows\\system.ini", "system.ini"),
        ("满意度 2026 年.xlsx", "满意度_2026_年.xlsx"),
        (".hidden.csv", "hidden.csv"),
        ("...", "export"),
        ("", "export"),
        ("a\x00b\n.csv", "a_b.csv"),
        ("-rf.csv", "-rf.csv"),
        ("x.CSV", "x.csv"),
        ("report.csv/", "export"),
        ("a;b|c&d$(e).csv", "a_b_c_d_(e).csv"),
    ],
)
def test_a_name_is_only_a_name(given_name: str, name: str) -> None:
    assert safe_name(given_name) == name


@given(st.text(max_size=300))
def test_no_name_leaves_its_folder(given_name: str) -> None:
    name = safe_name(given_name)
    assert name
    assert "/" not in name
    assert "\\" not in name
    assert not name.startswith(".")
    assert "\x00" not in name
    assert len(name) <= LONGEST_NAME + 11
    assert Path("/inbox", name).resolve().parent == Path("/inbox")


def test_an_upload_is_its_owners_alone_and_stays_in_the_inbox(tmp_path: Path) -> None:
    path = keep(tmp_path / "bank", "../../other/secret.csv", b"a,b\n1,2\n")
    assert path.is_relative_to(tmp_path / "bank" / "inbox")
    assert path.name == "secret.csv"
    assert path.read_bytes() == b"a,b\n1,2\n"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    assert keep(tmp_path / "bank", "secret.csv", b"x").parent != path.parent  # the same name twice disturbs nobody
    upload_files.forget(path)
    assert not path.parent.exists()


def test_forgetting_takes_nothing_but_an_upload(tmp_path: Path) -> None:
    mine = tmp_path / "inbox" / "mine.csv"
    mine.parent.mkdir()
    mine.write_text("a")
    upload_files.forget(mine)
    assert mine.exists()


def test_uploads_nobody_came_back_to_are_deleted(tmp_path: Path) -> None:
    old, new = keep(tmp_path, "old.csv", b"a"), keep(tmp_path, "new.csv", b"a")
    os.utime(old.parent, (0, 0))
    upload_files.forget_old(tmp_path)
    assert not old.exists()
    assert new.exists()


@pytest.mark.parametrize(
    ("name", "content", "found"),
    [
        ("x.csv", b"", "empty"),
        ("x.csv", b" \r\n\t", "empty"),
        ("x.csv", b"%PDF-1.7 ...", "pdf"),
        ("x.xlsx", b"\x89PNG\r\n", "picture"),
        ("x.csv", b"\x1f\x8b\x08", "archive"),
        ("x.xls", b"\xef\xbb\xbf<html><table>", "web_page"),
        ("x.exe", b"a,b\n", "suffix"),
        ("x", b"a,b\n", "suffix"),
        ("x.csv", b"a,b\n1,2", None),
        ("x.xlsx", b"PK\x03\x04....", None),
        ("x.sav", b"$FL2....", None),
    ],
)
def test_what_cannot_be_an_export_is_known_by_its_first_bytes(name: str, content: bytes, found: str | None) -> None:
    assert unfit(name, content) == found
