"""Finds in an export the columns that a description names, all of them or a clear error."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from pipelines.conform.choices import ChoiceColumns, locate
from pipelines.descriptions import Choice, Description
from pipelines.readers import Export, UnreadableExport
from pipelines.refusals import listed, said


@dataclass(frozen=True, slots=True)
class Located:
    """``of`` maps every header that the description names to a column; ``choices`` are ready to be read."""

    of: Mapping[str, str]
    choices: tuple[ChoiceColumns, ...]


def located(export: Export, description: Description) -> Located:
    """Where everything is; raises UnreadableExport naming every column that is missing or ambiguous."""
    named = [header for source in description.columns.values() for header in source.columns]
    if description.recommend is not None:
        named.append(description.recommend.column)
    named += [rating.column for rating in description.ratings]
    found = {header: export.find(header) for header in named}
    choices = [(choice, locate(choice, export)) for choice in description.choices]
    missing = [export.why_not(header) for header, column in found.items() if column is None]
    missing += [
        export.why_not(name) for choice, columns in choices if columns is None for name in _named(choice, export)
    ]
    if missing:
        columns = ", ".join(export.columns[:12]) + (" …" if len(export.columns) > 12 else "")
        raise UnreadableExport(
            listed(missing),
            export.path,
            said(
                "the columns that description {name} names (the file has {columns})",
                name=repr(description.name),
                columns=columns,
            ),
            said("correct the description, or load a file of the layout it was written for"),
        )
    _check_codes(export, description)
    return Located(
        of={header: column for header, column in found.items() if column is not None},
        choices=tuple(columns for _, columns in choices if columns is not None),
    )


def _named(choice: Choice, export: Export) -> list[str]:
    """What a choice names that the export does not have."""
    if choice.named:
        return [header for header in choice.named if export.find(header) is None]
    return [choice.column or choice.pattern or ""]


def _check_codes(export: Export, description: Description) -> None:
    """Codes shifted by one are the worst of guesses: an 11 off the scale would count as a 10."""
    scales = [rating.scale for rating in description.ratings]
    if description.recommend is not None:
        scales.append(description.recommend.scale)
    if export.answers == "auto" and any(scale.code_of_minimum is not None for scale in scales):
        raise UnreadableExport(
            said("answers that may be scores or codes of options, and a description with code_of_minimum"),
            export.path,
            said("an export that shows which it is, or one that the description names"),
            said('say it in the description: [file] answers = "text" or "codes"'),
        )
