"""Where a build comes from: its loads, what was refused, how answers were filled in, and what every column means."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import pandas as pd

from dashboard.queries.builds import Build
from dashboard.queries.catalogue import Names
from dashboard.queries.where import Where

NEEDED = {
    "mart_load": "same_as_load_id",
    "mart_refusal": "reason",
    "mart_quality_month": "suspected_repeat_responses",
    "mart_volume_day": "responses",
    "mart_please_check": "kind",
    "survey_overlap": "alike_responses",
}
"""Tables, each with its newest column, that builds of earlier versions lack; the next load brings them."""
MOST_REFUSED_ROWS = 100_000
"""Refused rows that one file may hold; the counts beside it are of all."""


@dataclass(frozen=True, slots=True)
class Load:
    """One file that was loaded. Counts are rows of the file; ``held`` is how many of them the build holds now."""

    load_id: str
    table: str
    description: str
    file_name: str
    sha256: str
    loaded_at: datetime
    layout: str
    survey: str
    """Survey of its responses; empty for every other table."""
    read: int
    accepted: int
    refused: int
    added: int
    changed: int
    unchanged: int
    repeated: int
    retired: int
    off_scale: int
    dropped: int
    masked: int
    held: int
    partial: int
    first_on: date | None
    last_on: date | None
    same_as: str
    """The load that brought the very same file before; empty for the first."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why rows of one load were not taken, by column; or, with ``is_row_taken``, single values of rows that were."""

    load_id: str
    file_name: str
    column_name: str
    reason: str
    expected: str
    is_row_taken: bool
    faults: int
    first_row_number: int
    value_masked: str


@dataclass(frozen=True, slots=True)
class Finding:
    """Something a person should look at: ``kind`` is burst or all_tens."""

    kind: str
    survey: str
    unit: str
    from_on: date
    to_on: date
    responses: int
    usual_responses: float | None
    around_responses: int


@dataclass(frozen=True, slots=True)
class Overlap:
    """Two surveys that seem to hold the same responses: answers that are alike, how many chance makes alike, and
    answers of one person to both on one day."""

    survey: str
    other: str
    alike: int
    by_chance: float
    same_person: int
    smaller: int
    """Responses of the smaller of the two."""


@dataclass(frozen=True, slots=True)
class CountsAside:
    """Unit-months of which both records and counts of complaints were handed over; the records count."""

    unit_months: int
    counted: int
    recorded: int


@dataclass(frozen=True, slots=True)
class ContractColumn:
    """One column that a bank may hand over."""

    table: str
    row_is: Names
    column: str
    type: str
    is_key: bool
    is_required: bool
    is_derived: bool
    allowed: str
    unit: str
    privacy: str
    meaning: Names


@dataclass(frozen=True, slots=True)
class MartColumn:
    """One column of a table that numbers are counted from."""

    table: str
    column: str
    type: str
    meaning: Names


def lacking(build: Build) -> frozenset[str]:
    """Which tables about its own origin this build does not have: it was made by an earlier version."""
    found = _columns(build)
    return frozenset(table for table, column in NEEDED.items() if (table, column) not in found)


def has_contracts(build: Build) -> bool:
    """Whether the build says what its handed-over columns mean."""
    return ("reg_contract", "meaning") in _columns(build)


def _columns(build: Build) -> frozenset[tuple[str, str]]:
    return frozenset((row["table_name"], row["column_name"]) for row in build.records("data/tables"))


def loads(build: Build) -> tuple[Load, ...]:
    """Every load whose rows went into this build or an earlier one it was made from, the newest first."""
    return tuple(
        Load(
            load_id=row["load_id"],
            table=row["table_name"] or "",
            description=row["description"] or "",
            file_name=row["file_name"] or "",
            sha256=row["sha256"] or "",
            loaded_at=row["loaded_at"],
            layout=row["layout"] or "",
            survey=row["survey_id"] or "",
            read=int(row["rows_read"]),
            accepted=int(row["rows_accepted"]),
            refused=int(row["rows_refused"]),
            added=int(row["rows_added"]),
            changed=int(row["rows_changed"]),
            unchanged=int(row["rows_unchanged"]),
            repeated=int(row["rows_repeated"]),
            retired=int(row["rows_retired"]),
            off_scale=int(row["off_scale"]),
            dropped=int(row["dropped"]),
            masked=int(row["masked"]),
            held=int(row["rows_held"]),
            partial=int(row["partial_responses"]),
            first_on=row["first_on"],
            last_on=row["last_on"],
            same_as=row["same_as_load_id"] or "",
        )
        for row in build.records("data/loads")
    )


def refusals(build: Build) -> tuple[Refusal, ...]:
    """Every reason by load and column, the most frequent first."""
    return tuple(
        Refusal(
            load_id=row["load_id"],
            file_name=row["file_name"] or "",
            column_name=row["column_name"] or "",
            reason=row["reason"] or "",
            expected=row["expected"] or "",
            is_row_taken=bool(row["is_row_taken"]),
            faults=int(row["faults"]),
            first_row_number=int(row["first_row_number"] or 0),
            value_masked=row["value_masked"] or "",
        )
        for row in build.records("data/refusals")
    )


def refused_rows(build: Build) -> pd.DataFrame:
    """The refused rows themselves, masked: table_name, file_name, row_number, column_name, value_masked, reason,
    expected, is_row_taken; at most MOST_REFUSED_ROWS."""
    return build.rows("data/refused_rows", {"most": MOST_REFUSED_ROWS})


def quality(build: Build, asked: Where, first_month: date, last_month: date) -> tuple[dict[str, Any], ...]:
    """Counts per survey in whole months and the chosen units; 0 where a thing was not recorded at all."""
    return build.records("data/quality", asked.parameters(first_month=first_month, last_month=last_month))


def volume(build: Build, survey: str) -> pd.DataFrame:
    """responded_on, responses: the days on which anybody answered a survey, in order."""
    return build.rows("data/volume", {"survey": survey})


def findings(build: Build, asked: Where, first_day: date, last_day: date) -> tuple[Finding, ...]:
    """What a person should look at in the chosen units and days, the newest first."""
    return tuple(
        Finding(
            kind=row["kind"],
            survey=row["survey_id"],
            unit=row["unit_id"],
            from_on=row["from_on"],
            to_on=row["to_on"],
            responses=int(row["responses"]),
            usual_responses=None if row["usual_responses"] is None else float(row["usual_responses"]),
            around_responses=int(row["around_responses"]),
        )
        for row in build.records("data/please_check", asked.parameters(first_day=first_day, last_day=last_day))
    )


def overlaps(build: Build) -> tuple[Overlap, ...]:
    """Pairs of surveys that seem to hold the same responses."""
    return tuple(
        Overlap(
            survey=row["survey_id"],
            other=row["other_survey_id"],
            alike=int(row["alike_responses"]),
            by_chance=float(row["alike_by_chance"]),
            same_person=int(row["same_person_responses"]),
            smaller=int(row["responses_of_smaller"]),
        )
        for row in build.records("data/overlaps")
    )


def counts_aside(build: Build) -> CountsAside:
    """How often counts of complaints are not used because the complaints themselves are there."""
    (row,) = build.records("data/counts_aside")
    return CountsAside(int(row["unit_months"]), int(row["counted_complaints"]), int(row["recorded_complaints"]))


def contract_columns(build: Build) -> tuple[ContractColumn, ...]:
    """Every column of every canonical table, in the contracts' order."""
    return tuple(
        ContractColumn(
            table=row["table_name"],
            row_is=(row["row_is_zh"], row["row_is"]),
            column=row["column_name"],
            type=row["type"],
            is_key=bool(row["is_key"]),
            is_required=bool(row["is_required"]),
            is_derived=bool(row["is_derived"]),
            allowed=row["allowed"] or "",
            unit=row["unit"] or "",
            privacy=row["privacy"] or "",
            meaning=(row["meaning_zh"], row["meaning"]),
        )
        for row in build.records("data/contracts")
    )


def mart_columns(build: Build) -> tuple[MartColumn, ...]:
    """Every described column of the marts."""
    return tuple(
        MartColumn(row["table_name"], row["column_name"], row["type"], (row["meaning_zh"], row["meaning"]))
        for row in build.records("data/columns")
    )
