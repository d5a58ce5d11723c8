"""``python -m tests.mutation [NAME …]``: every constant of the statistics, moved a little; ends with 1 if one survives.

Each change is made in a process of its own before anything else is imported, so that defaults take it too. The quick
tests of the room come first; only what survives them is put to the simulations as well.
"""

from __future__ import annotations

import argparse
import io
import os
import sys
from collections.abc import Iterator
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path
from typing import Any

import pytest

TESTS = Path(__file__).resolve().parents[1] / "dashboard" / "stats"
SLOW = ("test_calibration.py", "test_planted_truths.py", "test_nps_coverage.py", "test_effects.py", "test_control.py")
"""Files that hold simulations: asked last."""
NUMERICAL = {
    "TANGO_STEPS": "halvings far below floating-point precision",
    "TAU_STEPS": "iterations at most; all converge long before",
    "RAKE_STEPS": "rounds at most; all converge long before",
    "RAKE_TOLERANCE": "smaller than any digit shown",
    "RANK_DRAWS": "draws: a tenth more changes chance alone",
    "LUCK_DRAWS": "draws: a tenth more changes chance alone",
    "PLACEBO_DRAWS": "draws: a tenth more changes chance alone",
    "BOOTSTRAP_DRAWS": "draws: a tenth more changes chance alone",
    "AUTOCORRELATION_GRID": "how finely ρ is searched",
    "POINTS": "a unit, not a choice",
    "WEEKDAYS": "places to count in: an eighth stays empty",
}
"""Constants that may move without any figure a person sees becoming wrong, with the reason: reported apart."""


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.mutation", description=__doc__)
    parser.add_argument("names", nargs="*", help="constants to change; else all of them")
    chosen = parser.parse_args(arguments).names
    survivors = []
    for name, value, changed in mutants():
        if chosen and name not in chosen:
            continue
        killer = killed_by(name, changed)
        if killer is None and name not in NUMERICAL:
            survivors.append(name)
        told = killer or (f"survives, as it may: {NUMERICAL[name]}" if name in NUMERICAL else "SURVIVES")
        sys.stdout.write(f"{name:<28} {value!s:>22} → {changed!s:<24} {told}\n")
        sys.stdout.flush()
    sys.stdout.write(f"\n{len(survivors)} survive: {', '.join(survivors) or 'none'}\n")
    return 1 if survivors else 0


def mutants() -> Iterator[tuple[str, Any, Any]]:
    """(name, value, another value) of every constant: a tenth more, or one more where it counts something."""
    from dashboard.stats import constants

    for name, value in vars(constants).items():
        if name.isupper():
            yield name, value, moved(name, value)


def moved(name: str, value: Any) -> Any:
    """A value that is wrong and still possible: shares stay under 1."""
    if isinstance(value, tuple):
        return (moved(name, value[0]), *value[1:])
    if isinstance(value, dict):
        return {key: moved(name, each) for key, each in value.items()}
    if isinstance(value, int):
        return value + max(1, value // 10)
    return 1.0 - (1.0 - value) * 0.5 if 0.5 < value < 1.0 else value * 1.1


def killed_by(name: str, value: Any) -> str | None:
    """The first test that fails with this value, by its id; None where none does."""
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reader)
        status = 1
        try:
            os.write(writer, _run(name, value).encode())
            status = 0
        finally:
            os._exit(status)
    os.close(writer)
    with os.fdopen(reader, encoding="utf-8") as told:
        failed = told.read()
    if os.waitpid(child, 0)[1]:
        raise RuntimeError(f"the tests could not be run with another {name}")
    return failed or None


def _run(name: str, value: Any) -> str:
    for module in [module for module in sys.modules if module.startswith("dashboard")]:
        del sys.modules[module]
    from dashboard.stats import constants

    setattr(constants, name, value)
    quick = [str(file) for file in sorted(TESTS.glob("test_*.py")) if file.name not in SLOW]
    for files in (quick, [str(TESTS / file) for file in reversed(SLOW)]):
        seen = _Failed()
        with redirect_stdout(io.StringIO()), redirect_stderr(io.StringIO()):
            status = pytest.main(
                ["-x", "-q", "-p", "no:cacheprovider", "-p", "no:xdist", "--no-header", *files], [seen]
            )
        if seen.name:
            return seen.name
        if status != pytest.ExitCode.OK:
            return f"could not be imported ({status!s})"
    return ""


class _Failed:
    """Keeps the id of the first test that failed."""

    name = ""

    @pytest.hookimpl
    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.failed and not self.name:
            self.name = report.nodeid.rpartition("/")[2]


if __name__ == "__main__":
    # What every run needs is imported once, before the first fork; nothing that pytest or the dashboard must see first.
    import scipy.stats
    import statsmodels.api

    _ = scipy.stats, statsmodels.api
    raise SystemExit(main())
