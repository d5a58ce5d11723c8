"""The files a bank writes by hand, in TOML: what cannot be read is refused in words, with the line it names."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

from pipelines.refusals import Refusal, Refused, said

REFERENCE = Path(__file__).resolve().parent.parent / "data" / "reference"
"""The registers that ship; a bank's own file of the same name in its ``config`` takes the place of some."""


def read(path: Path) -> dict[str, Any]:
    """What a file says. Refused where it is no TOML in UTF-8."""
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise Refused(
            Refusal(
                said("a file that cannot be read ({why})", why=str(error)),
                str(path),
                said("TOML in UTF-8"),
                said("correct the line it names"),
            )
        ) from error
