"""A file on a disk that is there whole or not at all: written beside its place, then moved there."""

from __future__ import annotations

import tempfile
from pathlib import Path

MODE = 0o640


def put(path: Path, content: bytes) -> None:
    """Write the file; what stood there before stays until the new one is whole. OSError where it cannot be written."""
    with tempfile.NamedTemporaryFile(dir=path.parent, prefix=".making-", delete=False) as begun:
        beside = Path(begun.name)
        try:
            begun.write(content)
            begun.flush()
            beside.chmod(MODE)
            beside.replace(path)
        finally:
            beside.unlink(missing_ok=True)
