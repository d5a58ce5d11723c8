"""The example bank's lists and planted truths as values. Reads the two TOML files beside it."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
DIMENSIONS = ("line", "channel", "product", "age_band", "is_new_citizen", "tier", "business", "cause", "source")
"""Dimensions that have labels."""


@dataclass(frozen=True)
class Member:
    """One value of a dimension; ``share`` only where the catalogue gives one."""

    member_id: str
    name: str
    name_en: str
    share: float = 0.0


@dataclass(frozen=True)
class Touchpoint:
    """One step of a journey.

    ``satisfied_share`` is the top-two share it would have by itself, ``used_share`` how many passages use it.
    """

    touchpoint_id: str
    journey_id: str
    name: str
    name_en: str
    step_order: int
    stage: str
    stage_en: str
    channel: str
    is_front_stage: bool
    satisfied_share: float
    used_share: float


@dataclass(frozen=True)
class Journey:
    journey_id: str
    name: str
    name_en: str
    line: str
    product: str
    touchpoints: tuple[Touchpoint, ...]


@dataclass(frozen=True)
class Event:
    event_id: str
    name: str
    name_en: str
    kind: str
    unit_id: str
    from_on: date
    to_on: date


@dataclass(frozen=True)
class Catalogue:
    members: dict[str, tuple[Member, ...]]
    journeys: tuple[Journey, ...]
    events: tuple[Event, ...]

    @property
    def touchpoints(self) -> tuple[Touchpoint, ...]:
        """Every touchpoint, in the order of the journeys and of their steps."""
        return tuple(touchpoint for journey in self.journeys for touchpoint in journey.touchpoints)

    def ids(self, dimension: str) -> list[str]:
        return [member.member_id for member in self.members[dimension]]

    def names(self, dimension: str) -> dict[str, str]:
        return {member.member_id: member.name for member in self.members[dimension]}


@cache
def catalogue() -> Catalogue:
    """The lists, read once."""
    raw = tomllib.loads((HERE / "catalogue.toml").read_text(encoding="utf-8"))
    members = {
        dimension: tuple(
            Member(row["id"], row["name"], row["name_en"], row.get("share", 0.0)) for row in raw[dimension]
        )
        for dimension in DIMENSIONS
    }
    journeys = tuple(_journey(row) for row in raw["journey"])
    events = tuple(Event(row.pop("id"), **row) for row in raw["event"])
    return Catalogue(members, journeys, events)


def _journey(row: dict[str, Any]) -> Journey:
    touchpoints = tuple(
        Touchpoint(step.pop("id"), row["id"], step_order=order, **step)
        for order, step in enumerate(row["touchpoint"], start=1)
    )
    return Journey(row["id"], row["name"], row["name_en"], row["line"], row["product"], touchpoints)


@cache
def truths() -> dict[str, Any]:
    """The planted truths, as they stand in ``truths.toml``."""
    return tomllib.loads((HERE / "truths.toml").read_text(encoding="utf-8"))


def planted(count: int, scale: float) -> int:
    """How many of a planted thing a bank of this scale holds: in proportion, never under two."""
    return max(2, round(count * scale))
