"""How values stand in a description's TOML; imports only the standard library."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from typing import Any


def toml(value: Any) -> str:
    """A value as TOML on one line; keys of a table are always quoted, as headers hold anything.

    >>> toml({"男": "male", "n": [1, 2.5, True]})
    '{ "男" = "male", "n" = [1, 2.5, true] }'
    """
    if isinstance(value, Mapping):
        inside = ", ".join(f"{toml(str(key))} = {toml(item)}" for key, item in value.items())
        return f"{{ {inside} }}" if inside else "{}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(toml(item) for item in value) + "]"
    if isinstance(value, date):
        return value.isoformat()
    # JSON's strings are TOML's but for one character, which TOML wants escaped
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007F")


def toml_comment(text: str) -> str:
    """A text as a comment: one line, without control characters, which TOML allows in no comment."""
    return "# " + " ".join("".join(mark if mark.isprintable() else " " for mark in text).split())
