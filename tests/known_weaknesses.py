"""Known weaknesses of what the product runs on: ``python -m tests.known_weaknesses [pip-audit]``, behind `make audit`.

Exit 1 where a weakness is known, or where some packages could be asked for and others not. Where no service knows a
single one of them (a machine without internet, or whose registry is a copy that keeps no weaknesses), nothing is found
out, and that is said: exit 0, for it says nothing about the product. pip-audit alone would call that "no known
vulnerabilities".
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

REQUIREMENTS = Path(__file__).resolve().parents[1] / "requirements.txt"
SERVICES = ("pypi", "osv")
"""Asked in this order until one knows the packages."""
LONGEST_SECONDS = 300


@dataclass(frozen=True)
class Told:
    """What a service said: ``asked`` packages it knows, ``unknown`` ones, ``weak`` as (package, weakness)."""

    service: str
    asked: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()
    weak: tuple[tuple[str, str], ...] = ()
    why: str = field(default="")

    @property
    def is_answer(self) -> bool:
        return bool(self.asked)


def read(service: str, written: Mapping[str, Any]) -> Told:
    """pip-audit's own JSON."""
    packages = written["dependencies"]
    known = [each for each in packages if "skip_reason" not in each]
    return Told(
        service,
        tuple(each["name"] for each in known),
        tuple(each["name"] for each in packages if "skip_reason" in each),
        tuple((f"{each['name']} {each['version']}", found["id"]) for each in known for found in each["vulns"]),
        "it knows none of these packages",
    )


def ask(audit: str, service: str) -> Told:
    """One service about every pinned package."""
    call = [audit, "-r", REQUIREMENTS, "--disable-pip", "--no-deps", "--vulnerability-service", service, "-f", "json"]
    try:
        answer = subprocess.run(call, capture_output=True, text=True, check=False, timeout=LONGEST_SECONDS)
        return read(service, json.loads(answer.stdout))
    except subprocess.TimeoutExpired:
        return Told(service, why=f"it did not answer within {LONGEST_SECONDS} seconds")
    except ValueError:
        last = answer.stderr.strip().splitlines()
        return Told(service, why=(last[-1] if last else f"pip-audit ended with {answer.returncode}")[:300])


def verdict(told: Sequence[Told]) -> tuple[int, list[str]]:
    """The exit code and what to say of what the services said, the first that knows packages first."""
    answer = next((each for each in told if each.is_answer), None)
    if answer is None:
        lines = [f"not asked: {each.service}, because {each.why}" for each in told]
        return 0, [*lines, "Nothing was found out about known weaknesses: run it where PyPI or osv.dev can be reached."]
    lines = [f"{package}: {weakness}" for package, weakness in answer.weak]
    lines += [f"{package}: {answer.service} does not know it" for package in answer.unknown]
    lines.append(f"{len(answer.asked)} packages asked of {answer.service}, {len(answer.weak)} known weaknesses")
    return int(bool(answer.weak or answer.unknown)), lines


def main(arguments: Sequence[str]) -> int:
    told: list[Told] = []
    for service in SERVICES:
        told.append(ask(arguments[0] if arguments else "pip-audit", service))
        if told[-1].is_answer:
            break
    code, lines = verdict(told)
    print("\n".join(lines))
    return code


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
