"""Files of older audit entries: a JSON line per entry with all its fields, named by their first and last number.

They lie in the bank's folder ``audit/`` (mode 0600) and belong to the chain as much as the entries in the ledger.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

FOLDER = "audit"
PATTERN = "*-*.jsonl"


def name_of(first: int, last: int) -> str:
    """What the file of some entries is called, so that names sort as numbers do.

    >>> name_of(1, 500)
    '000000001-000000500.jsonl'
    """
    return f"{first:09d}-{last:09d}.jsonl"


def write(folder: Path, rows: Iterable[dict[str, Any]], first: int, last: int) -> Path:
    """The entries as a file that is whole and on the disk when this returns. One of an earlier attempt that was broken
    off begins with the same entry and holds no other: it is replaced. Raises OSError."""
    place = folder / FOLDER
    place.mkdir(mode=0o700, exist_ok=True)
    path = place / name_of(first, last)
    draft = path.with_suffix(".part")
    with os.fdopen(os.open(draft, os.O_CREAT | os.O_TRUNC | os.O_WRONLY, 0o600), "w", encoding="utf-8") as file:
        for row in rows:
            file.write(json.dumps(row, ensure_ascii=False) + "\n")
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)
    for other in place.glob(f"{first:09d}-*.jsonl"):
        if other != path:
            other.unlink()
    handle = os.open(place, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
    return path


def read(folder: Path) -> Iterator[SimpleNamespace]:
    """Every entry of every file in order, with its fields as attributes; a line that is none ends the reading: what is
    behind it is then missing. Raises OSError."""
    for path in sorted((folder / FOLDER).glob(PATTERN)):
        with path.open(encoding="utf-8", errors="replace") as file:
            for line in file:
                try:
                    yield SimpleNamespace(**json.loads(line))
                except (ValueError, TypeError):
                    return
