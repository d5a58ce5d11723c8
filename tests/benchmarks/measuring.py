"""Runs a contender in a process of its own and says what it took; says on what machine and with which versions."""

from __future__ import annotations

import json
import os
import platform
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from importlib import metadata
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("duckdb", "pandas", "pyarrow", "numpy", "pandera")


@dataclass(frozen=True)
class Measured:
    """One run. ``seconds`` by the wall, ``cpu_seconds`` of all its threads, ``peak_mib`` its largest resident set.

    ``steps`` are seconds by step where the contender tells its progress; ``said`` is what it counted.
    """

    contender: str
    format: str
    responses: int
    seconds: float
    cpu_seconds: float
    peak_mib: float
    steps: Mapping[str, float] = field(default_factory=dict)
    said: Mapping[str, Any] = field(default_factory=dict)

    @property
    def rows_per_second(self) -> float:
        return self.responses / self.seconds

    def as_dict(self) -> dict[str, Any]:
        return {**asdict(self), "rows_per_second": self.rows_per_second}


def run(
    contender: str, format_: str, responses: int, arguments: Sequence[str], environment: Mapping[str, str] | None = None
) -> Measured:
    """``python -m arguments…``, whose lines are JSON objects; RuntimeError with what it said where it fails."""
    steps: dict[str, float] = {}
    last: dict[str, Any] = {}
    begun = moment = time.perf_counter()
    step = "start"
    told = {**os.environ, **(environment or {})}
    call = [sys.executable, "-m", *arguments]
    with subprocess.Popen(call, cwd=ROOT, env=told, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        for line in process.stdout:
            now = time.perf_counter()
            steps[step] = steps.get(step, 0.0) + now - moment
            moment = now
            last = json.loads(line)
            step = str(last.get("step", step))
        _, status, usage = os.wait4(process.pid, 0)  # its own peak; resource's is the largest of all children
        process.returncode = os.waitstatus_to_exitcode(status)
    ended = time.perf_counter()
    if process.returncode:
        raise RuntimeError(f"{contender} ended with {process.returncode}: {json.dumps(last, ensure_ascii=False)}")
    steps[step] = steps.get(step, 0.0) + ended - moment
    return Measured(
        contender=contender,
        format=format_,
        responses=responses,
        seconds=ended - begun,
        cpu_seconds=usage.ru_utime + usage.ru_stime,
        peak_mib=usage.ru_maxrss / (1024 * 1024 if sys.platform == "darwin" else 1024),
        steps=steps,
        said=last,
    )


def machine() -> dict[str, Any]:
    """What the figures were measured on, and how busy it was when it began."""
    return {
        "processor": _processor(),
        "cores": os.cpu_count(),
        "memory_gib": round(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1024**3, 1),
        "system": f"{platform.system()} {platform.release()}",
        "load_average": [round(load, 1) for load in os.getloadavg()],
    }


def versions() -> dict[str, str]:
    """Of what is installed; a rival that is not cannot run."""
    found = {"python": platform.python_version()}
    for name in PACKAGES:
        try:
            found[name] = metadata.version(name)
        except metadata.PackageNotFoundError:
            continue
    return found


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        return platform.processor() or platform.machine()
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.machine()
