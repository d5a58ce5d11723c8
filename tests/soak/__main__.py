"""Minutes of spoilt exports: ``python -m tests.soak --minutes 10``; ``--case N`` goes every way with one case again.

Exit 1 where anything was found; what broke lies in the folder that is named. The cases run in a process of their own,
so that one that hangs or takes the whole process down is found like any other, and the rest goes on behind it.
"""

from __future__ import annotations

import argparse
import faulthandler
import pickle
import shutil
import subprocess
import sys
import tempfile
import time
import warnings
from pathlib import Path

from tests.soak.fuzz import Findings, Fuzzer

LONGEST_CASE_SECONDS = 120
AT = "at"
FOUND = "found"


def run(folder: Path, seconds: float, first: int = 0, most: int | None = None) -> Findings:
    """Cases from ``first`` on until the time is over; a case that hangs ends the process with every thread's trace."""
    fuzzer = Fuzzer(folder)
    until = time.monotonic() + seconds
    number = first
    while time.monotonic() < until and (most is None or number - first < most):
        (folder / AT).write_text(str(number), encoding="utf-8")
        faulthandler.dump_traceback_later(LONGEST_CASE_SECONDS, exit=True)
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            fuzzer.run(number)
        faulthandler.cancel_dump_traceback_later()
        number += 1
        (folder / FOUND).write_bytes(pickle.dumps(fuzzer.findings))
    return fuzzer.findings


def run_apart(folder: Path, seconds: float, first: int) -> Findings:
    """The same in processes of their own, each taking up behind the case that ended the one before."""
    until, whole = time.monotonic() + seconds, Findings()
    while (left := until - time.monotonic()) > 0:
        part = Path(tempfile.mkdtemp(dir=folder))
        arguments = ("--within", str(part), "--minutes", str(left / 60), "--first", str(first))
        ended = subprocess.run(
            [sys.executable, "-m", "tests.soak", *arguments], check=False, capture_output=True, text=True
        )
        if (part / FOUND).exists():
            _add(whole, pickle.loads((part / FOUND).read_bytes()))  # noqa: S301 written by ourselves
        if ended.returncode == 0:
            break
        last = int((part / AT).read_text(encoding="utf-8")) if (part / AT).exists() else first
        whole.faults.append(f"case {last}: ended its process with {ended.returncode}\n{ended.stderr[-4000:]}")
        first = last + 1
    return whole


def _add(whole: Findings, part: Findings) -> None:
    whole.cases += part.cases
    whole.outcomes.update(part.outcomes)
    whole.faults.extend(part.faults)
    whole.slowest_seconds = max(whole.slowest_seconds, part.slowest_seconds)


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.soak", description=__doc__)
    parser.add_argument("--minutes", type=float, default=10)
    parser.add_argument("--first", type=int, default=None, help="number of the first case; else by the clock")
    parser.add_argument("--case", type=int, default=None, help="this case alone, every way")
    parser.add_argument("--within", type=Path, default=None, help=argparse.SUPPRESS)
    chosen = parser.parse_args()
    first = time.time_ns() // 10**9 * 1000 if chosen.first is None else chosen.first
    if chosen.within is not None:
        run(chosen.within, chosen.minutes * 60, first)
        return 0
    folder = Path(tempfile.mkdtemp(prefix="huiyin-fuzz-"))
    if chosen.case is not None:
        fuzzer = Fuzzer(folder)
        fuzzer.run(chosen.case, is_every_way=True)
        findings = fuzzer.findings
    else:
        findings = run_apart(folder, chosen.minutes * 60, first)
    print(f"{findings.cases:,} cases, slowest {findings.slowest_seconds:.1f} s, {len(findings.faults)} faults")
    for outcome, times in sorted(findings.outcomes.items()):
        print(f"  {outcome}: {times:,}")
    for fault in findings.faults:
        print(fault)
    if findings.faults:
        print(f"files: {folder}")
        return 1
    shutil.rmtree(folder)
    return 0


if __name__ == "__main__":
    sys.exit(main())
