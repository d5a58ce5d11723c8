"""Which units had which attribute from when to when: elderly-friendly, demonstration outlet, rest-stop corner."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from dashboard.queries.builds import Build
from dashboard.queries.catalogue import Names
from dashboard.queries.where import Where


@dataclass(frozen=True, slots=True)
class Span:
    """A unit and a span in which it had an attribute; no ``from_on``: always, no ``to_on`` (exclusive): it still has.

    ``attribute`` is the attribute's id, with its value behind "=" where it has values.
    """

    attribute: str
    unit_id: str
    from_on: date | None
    to_on: date | None


def spans(build: Build, asked: Where) -> tuple[Span, ...]:
    """The spans that began by the as-of day, of the chosen units and those below them, by attribute and unit; an end
    after that day is not known yet."""
    rows = build.records("attributes/spans", asked.parameters())
    return tuple(
        Span(
            attribute=written(row["attribute"], row["value"]),
            unit_id=row["unit_id"],
            from_on=row["from_on"],
            to_on=row["to_on"] if row["to_on"] is not None and row["to_on"] <= asked.as_of else None,
        )
        for row in rows
        if row["from_on"] is None or row["from_on"] <= asked.as_of
    )


def written(attribute: str, value: str) -> str:
    """The id of an attribute with one of its values."""
    return f"{attribute}={value}" if value else attribute


def parted(attribute: str) -> tuple[str, str]:
    """The attribute and the value of an id; the value '' where it has none."""
    name, _, value = attribute.partition("=")
    return name, value


def dated(build: Build) -> tuple[str, ...]:
    """The ids of the attributes that some unit has from a day on, in the order of their names; no unit is named."""
    return tuple(written(row["attribute"], row["value"]) for row in build.records("attributes/dated"))


def named(names: Names, value: str) -> Names:
    """What an attribute with one of its values is called."""
    return (f"{names[0]}（{value}）", f"{names[1]} ({value})") if value else names
