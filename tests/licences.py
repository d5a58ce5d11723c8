"""Under which licence everything stands that the product runs on: `make licences`.

Read from the installed packages' own metadata, for all that ``requirements.txt`` names, which is all there is: what
somebody else brings along is pinned there as well. Exit 1 where one says nothing, or binds whoever serves the product
to publish their own programs.
"""

from __future__ import annotations

import re
import sys
from importlib import metadata
from pathlib import Path

REQUIREMENTS = Path(__file__).resolve().parents[1] / "requirements.txt"
BINDING = re.compile(r"\b(AGPL|GPL|SSPL|BUSL|Commons Clause)", re.IGNORECASE)
LESSER = re.compile(r"\bLGPL|Lesser General Public", re.IGNORECASE)
_NAME = re.compile(r"^([A-Za-z0-9_.-]+)(?:\[[^]]*\])?==")
LONGEST = 60


def required(text: str) -> tuple[str, ...]:
    """The packages a file of requirements names.

    >>> required("# what\\nhttpx==0.28.1   # why\\n-r other.txt\\n")
    ('httpx',)
    """
    return tuple(found[1] for line in text.splitlines() if (found := _NAME.match(line)))


def licence_of(package: str) -> str:
    """What a package says of itself; '' where it says nothing."""
    told = metadata.metadata(package)
    if expression := told.get("License-Expression", ""):
        return expression
    classified = [each.rpartition(" :: ")[2] for each in told.get_all("Classifier", []) if each.startswith("License")]
    named = [each for each in classified if each != "OSI Approved"]
    return ", ".join(named) if named else (told.get("License", "") or "").strip().partition("\n")[0][:LONGEST]


def is_usable(licence: str) -> bool:
    """Whether the product may be served with it as it is: said, and not one that binds."""
    return bool(licence) and (bool(LESSER.search(licence)) or not BINDING.search(licence))


def main() -> int:
    """The list, one package a line."""
    found = {package: licence_of(package) for package in required(REQUIREMENTS.read_text(encoding="utf-8"))}
    for package, licence in sorted(found.items(), key=lambda each: each[0].lower()):
        mark = "" if is_usable(licence) else "   <- look at this one"
        print(f"{package:28} {metadata.version(package):14} {licence or 'says nothing'}{mark}")
    return int(not all(map(is_usable, found.values())))


if __name__ == "__main__":
    sys.exit(main())
