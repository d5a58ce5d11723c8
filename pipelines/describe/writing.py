"""Puts lines together as the TOML of a description, each with its reason as a comment in both languages."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from pipelines.describe.model import Line, Why
from pipelines.descriptions.checking import UNDECIDED
from pipelines.descriptions.writing import toml, toml_comment

_SURENESS_ZH = {"sure": "确定", "likely": "较有把握", "guess": "猜测", "undecided": "待决定", "decided": "已决定"}
_LISTED = ("ratings", "choices")
_ORDER = ("file", "survey", "recommend", "ratings", "choices", "columns")


def section_of(path: str) -> tuple[str, ...]:
    """The table of the TOML that a path stands in: ("columns", "unit_id"), ("ratings", "0"), ("file",), ()."""
    parts = path.split(".")
    if parts[0] == "columns" or parts[0] in _LISTED:
        return tuple(parts[:2])
    return tuple(parts[:1]) if len(parts) > 1 else ()


def ordered(lines: Iterable[Line]) -> tuple[Line, ...]:
    """The lines in the order of the TOML; within a section as they came."""

    def place(line: Line) -> tuple[int, int, str]:
        section = section_of(line.path)
        if not section:
            return (-1, 0, "")
        number = int(section[1]) if section[0] in _LISTED and section[1].isdecimal() else 0
        return (_ORDER.index(section[0]) if section[0] in _ORDER else len(_ORDER), number, "")

    kept = list(lines)
    first: dict[tuple[str, ...], int] = {}
    for index, line in enumerate(kept):
        first.setdefault(section_of(line.path), index)
    return tuple(
        line
        for _, line in sorted(
            enumerate(kept), key=lambda entry: (place(entry[1]), first[section_of(entry[1].path)], entry[0])
        )
    )


def written(lines: Sequence[Line], notes: Sequence[Why] = ()) -> str:
    """The TOML; where a line is undecided, "?" stands for its value and its choices stand above it."""
    text: list[str] = [toml_comment(f"{note.en} · {note.zh}") for note in notes]
    section: tuple[str, ...] | None = ()
    for line in lines:
        if section_of(line.path) != section:
            section = section_of(line.path)
            head = f"[[{section[0]}]]" if section[0] in _LISTED else f"[{'.'.join(section)}]"
            text += ["", head]
        text.append(toml_comment(f"{line.sureness} {_SURENESS_ZH[line.sureness]} · {line.why.en} · {line.why.zh}"))
        if line.sureness == "undecided":
            text += [
                toml_comment(f"    {toml(choice.value)}: {choice.why.en} · {choice.why.zh}") for choice in line.choices
            ]
        setting = line.path.split(".")[-1]
        text.append(f"{setting} = {toml(UNDECIDED if line.value is None else line.value)}")
    return "\n".join(text).lstrip("\n") + "\n"
