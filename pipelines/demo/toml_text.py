"""Writes a description or a setting file as TOML that a person can read; knows only what these files need."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

Described = dict[str, Any]


def write_toml(described: Described, path: Path) -> None:
    """A description as a person would write it: plain settings first, then one table for each part."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n".join(_lines(described)) + "\n", encoding="utf-8")


def _lines(described: Described) -> list[str]:
    lines = [f"{key} = {_value(value)}" for key, value in described.items() if not isinstance(value, dict | list)]
    for key, value in described.items():
        if key == "columns":
            for column, source in value.items():
                lines += ["", f"[columns.{column}]", *_settings(source)]
        elif isinstance(value, dict):
            lines += ["", f"[{key}]", *_settings(value)]
        elif isinstance(value, list):
            for item in value:
                lines += ["", f"[[{key}]]", *_settings(item)]
    return lines


def _settings(table: Described) -> list[str]:
    return [f"{key} = {_value(value)}" for key, value in table.items()]


def _value(value: Any) -> str:
    if isinstance(value, dict):
        inside = ", ".join(
            f"{json.dumps(str(key), ensure_ascii=False)} = {_value(item)}" for key, item in value.items()
        )
        return f"{{ {inside} }}"
    if isinstance(value, list):
        return "[" + ", ".join(_value(item) for item in value) + "]"
    return json.dumps(value, ensure_ascii=False)
