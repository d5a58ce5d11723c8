"""The assessment's editions as they were copied into the build: rules, guide, and the key indicators with weights."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from dashboard.queries.builds import Build

Names = tuple[str, str]
Subject = Literal["unit", "line"]


@dataclass(frozen=True, slots=True)
class Indicator:
    """One key indicator: full marks (``weight``) from ``full_marks_from`` on, none at ``no_marks_at`` and beyond."""

    measure: str
    subject: Subject
    members: tuple[str, ...]
    """The levels or lines it is for; empty for all."""
    weight: float
    no_marks_at: float
    full_marks_from: float


@dataclass(frozen=True, slots=True)
class Edition:
    """The rules that hold from a day on; ``valid_to`` None until further notice."""

    valid_from: date
    valid_to: date | None
    title: Names
    source: str
    rules: Names
    guide: Names
    is_default: bool
    indicators: tuple[Indicator, ...]

    def package(self, subject: Subject, member: str) -> tuple[Indicator, ...]:
        """The indicators of one level or line, which together weigh 100; none where the rules do not speak of it."""
        return tuple(
            each for each in self.indicators if each.subject == subject and (not each.members or member in each.members)
        )


def editions(build: Build) -> tuple[Edition, ...]:
    """Every edition there is, the oldest first."""
    inside: dict[date, list[Indicator]] = {}
    for row in build.records("assessment/indicators"):
        indicator = Indicator(
            measure=row["measure"],
            subject=row["subject"],
            members=tuple(row["members"]),
            weight=float(row["weight"]),
            no_marks_at=float(row["no_marks_at"]),
            full_marks_from=float(row["full_marks_from"]),
        )
        inside.setdefault(row["edition_from"], []).append(indicator)
    return tuple(
        Edition(
            valid_from=row["edition_from"],
            valid_to=row["edition_to"],
            title=(row["title"], row["title_en"]),
            source=row["source"],
            rules=(row["rules"].strip(), row["rules_en"].strip()),
            guide=(row["guide"].strip(), row["guide_en"].strip()),
            is_default=bool(row["is_default"]),
            indicators=tuple(inside.get(row["edition_from"], ())),
        )
        for row in build.records("assessment/editions")
    )


def in_force(build: Build, day: date) -> Edition | None:
    """The edition that holds on a day; None where none does."""
    return next(
        (
            each
            for each in editions(build)
            if each.valid_from <= day and (each.valid_to is None or day <= each.valid_to)
        ),
        None,
    )
