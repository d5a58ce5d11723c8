"""Which voices are listened to, beside the slice: source, who speaks, a word, a theme. Imports nothing of ours."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

SOURCES = ("verbatim", "contact", "narrative")
GROUPS = ("promoter", "passive", "detractor")
PARAMETERS = ("heard", "group", "word", "theme")
"""Address parameters that say what is listened to: source, score group, and what is opened."""


@dataclass(frozen=True, slots=True)
class Listening:
    """'' is not narrowed. ``source`` and ``group`` narrow everything; ``word`` and ``theme`` are what is opened: the
    texts behind it, and the theme's months."""

    source: str = ""
    group: str = ""
    word: str = ""
    theme: str = ""


def listening_of(
    address: Mapping[str, list[str]], themes: Collection[str]
) -> tuple[Listening, tuple[tuple[str, str], ...]]:
    """What an address asks to hear, and its faults as (parameter, value): an unknown source, group or theme,
    or a second value. Any word may be asked for; one that nobody says has no texts."""
    known: dict[str, Collection[str] | None] = {"heard": SOURCES, "group": GROUPS, "word": None, "theme": themes}
    faults = []
    told: dict[str, str] = {}
    for name, allowed in known.items():
        values = address.get(name, [])
        faults += [(name, value) for value in values[1:]]
        told[name] = values[0] if values else ""
        if told[name] and allowed is not None and told[name] not in allowed:
            faults.append((name, told[name]))
    return Listening(told["heard"], told["group"], told["word"], told["theme"]), tuple(faults)
