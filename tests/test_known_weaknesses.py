"""What is made of pip-audit's words: a weakness fails, half an answer fails, no answer at all is said and no more."""

from __future__ import annotations

from pathlib import Path

from tests.known_weaknesses import SERVICES, Told, ask, read, verdict

SOUND = {"name": "pandas", "version": "3.1.1", "vulns": []}
WEAK = {"name": "jinja2", "version": "2.4", "vulns": [{"id": "PYSEC-2019-217"}, {"id": "PYSEC-2021-66"}]}
SKIPPED = {"name": "streamlit", "skip_reason": "Dependency not found on PyPI"}


def _told(*packages: object) -> Told:
    return read("pypi", {"dependencies": list(packages), "fixes": []})


def test_a_known_weakness_fails_and_is_named() -> None:
    code, lines = verdict([_told(SOUND, WEAK)])
    assert (code, lines[:2]) == (1, ["jinja2 2.4: PYSEC-2019-217", "jinja2 2.4: PYSEC-2021-66"])
    assert verdict([_told(SOUND)])[0] == 0


def test_a_package_that_alone_is_unknown_fails() -> None:
    code, lines = verdict([_told(SOUND, SKIPPED)])
    assert (code, lines[0]) == (1, "streamlit: pypi does not know it")


def test_where_nothing_can_be_asked_that_is_said() -> None:
    code, lines = verdict([_told(SKIPPED), Told("osv", why="no route")])
    assert (code, len(lines)) == (0, 3)
    assert "pypi, because it knows none of these packages" in lines[0]
    assert "osv, because no route" in lines[1]


def test_the_next_service_is_asked_and_its_findings_count() -> None:
    assert verdict([_told(SKIPPED), _told(WEAK)])[0] == 1


def test_a_program_that_breaks_off_is_no_answer(tmp_path: Path) -> None:
    broken = tmp_path / "pip-audit"
    broken.write_text("#!/bin/sh\necho 'ConnectionError: no such host' >&2\nexit 1\n", encoding="utf-8")
    broken.chmod(0o700)
    told = ask(str(broken), SERVICES[1])
    assert (told.is_answer, told.why) == (False, "ConnectionError: no such host")
