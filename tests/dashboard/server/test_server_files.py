"""What is shipped for a server is taken by nginx, systemd and the shell; and a bank comes back whole."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from dashboard.access.settings import PREFIX, from_environment
from dashboard.health import hindrance
from dashboard.ledger import Author, audit, open_ledger
from tests.dashboard.server.site import SHIPPED, configuration

UNITS = ("huiyin@.service", "huiyin-load@.service", "huiyin-load@.timer")


def _run(*command: str | Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_nginx_takes_its_file(tmp_path: Path) -> None:
    if (nginx := shutil.which("nginx", path="/usr/sbin:/usr/bin:/usr/local/sbin")) is None:
        pytest.skip("no nginx on this machine: apt-get install nginx")
    (tmp_path / "huiyin.conf").write_text(configuration(8099, (8501, 8502)), encoding="utf-8")
    told = f"pid {tmp_path}/pid; events {{}} http {{ access_log off; include {tmp_path}/huiyin.conf; }}"
    (tmp_path / "nginx.conf").write_text(told, encoding="utf-8")
    tried = _run(nginx, "-t", "-q", "-e", tmp_path / "errors", "-c", tmp_path / "nginx.conf")
    assert tried.returncode == 0, tried.stderr


@pytest.mark.parametrize("unit", UNITS)
def test_systemd_takes_its_units(tmp_path: Path, unit: str) -> None:
    if shutil.which("systemd-analyze") is None:
        pytest.skip("no systemd on this machine")
    for each in UNITS:  # the paths of a server are not on this machine
        text = (SHIPPED / each).read_text(encoding="utf-8")
        text = re.sub(r"^ExecStart=\S+", "ExecStart=/bin/true", text, flags=re.MULTILINE)
        (tmp_path / each).write_text(text, encoding="utf-8")
    named = unit.replace("@.", "@8501.")
    shutil.copy(tmp_path / unit, tmp_path / named)
    found = _run("systemd-analyze", "verify", "--man=no", tmp_path / named)
    assert not [line for line in found.stderr.splitlines() if "huiyin" in line and "Failed to open" not in line]


def test_the_shipped_environment_is_understood_and_whole(tmp_path: Path) -> None:
    told = {}
    for line in (SHIPPED / "environment").read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            name, _, value = line.partition("=")
            told[name] = value
    for name in [each for each in told if each.endswith("_FILE")]:
        told[name] = str(tmp_path / name)
        Path(told[name]).write_text("a secret of the tests, long enough", encoding="utf-8")
    found = from_environment(told)
    assert found.is_https
    assert found.hosts == {"cx.bank.example"}
    assert [str(each) for each in found.forwarders] == ["127.0.0.1/32"]
    assert all(name.startswith(PREFIX) for name in told)


def test_a_bank_comes_back_from_its_archive(tmp_path: Path, banks_root: Path) -> None:
    if shutil.which("sqlite3") is None:
        pytest.skip("no sqlite3 on this machine: apt-get install sqlite3")
    banks = tmp_path / "banks"
    shutil.copytree(banks_root, banks)
    ledger = open_ledger("small", banks / "small")
    with ledger.reading() as reading:  # somebody reads meanwhile
        audit.record(ledger, Author("wang"), "export", subject="a file")
        taken = _run(SHIPPED / "backup.sh", banks, "small", tmp_path / "small.tar.gz")
        assert taken.returncode == 0, taken.stderr
        assert not reading.closed
    audit.record(ledger, Author("wang"), "export", subject="after the backup")
    back = tmp_path / "back"
    assert _run(SHIPPED / "restore.sh", tmp_path / "small.tar.gz", back).returncode == 0
    restored = audit.verify(open_ledger("small", back / "small"))
    assert (restored.entries, restored.faults) == (audit.verify(ledger).entries - 1, ())
    for each in ("CURRENT", "secret", "config/bank.toml"):
        assert (back / "small" / each).read_bytes() == (banks / "small" / each).read_bytes()
    build = (back / "small" / "CURRENT").read_text(encoding="utf-8").strip()
    assert (back / "small" / "builds" / build).stat().st_size
    assert (back / "small" / "ledger.sqlite").stat().st_mode & 0o077 == 0
    again = _run(SHIPPED / "restore.sh", tmp_path / "small.tar.gz", back)
    assert (again.returncode, "move it away" in again.stderr) == (1, True)


def test_a_process_says_whether_it_can_serve(
    tmp_path: Path, banks_root: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setenv("HUIYIN_BANKS", str(tmp_path / "none"))
    assert hindrance() == "no_bank"
    banks = tmp_path / "banks"
    shutil.copytree(banks_root, banks)
    monkeypatch.setenv("HUIYIN_BANKS", str(banks))
    assert hindrance() == ""
    ledger = banks / "small" / "ledger.sqlite"
    for each in banks.glob("small/ledger.sqlite*"):
        each.unlink()
    ledger.write_bytes(b"this is no ledger, but something else altogether" * 100)
    assert hindrance() == "no_ledger"
    (banks / "small" / "CURRENT").write_text("gone.duckdb\n", encoding="utf-8")
    assert hindrance() == "no_build"
    assert "not ready" in caplog.text
