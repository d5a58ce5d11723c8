"""What a run that takes files in reports of itself, of every file, and of what a person should look at."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from pipelines.build import LeftOut, SurveyOverlap


@dataclass(frozen=True, slots=True)
class RefusedRow:
    """One quoted refusal; the value is masked."""

    row_number: int
    column_name: str
    value_masked: str
    reason: str
    expected: str


@dataclass(frozen=True, slots=True)
class FileReport:
    """What became of one file: its rows; of those accepted: answers off their scale, values dropped, pieces masked."""

    load_id: str
    file: str
    table: str
    description: str
    layout: str
    sha256: str
    read: int
    accepted: int
    refused: int
    refused_by_reason: dict[str, int]
    repeated: int
    added: int
    changed: int
    unchanged: int
    superseded: int
    returned: int
    retired: int
    off_scale: int
    dropped: int
    masked: int
    is_nothing_new: bool
    """Every row says what was known already, and nothing was retired: the build holds what it held before."""
    examples: tuple[RefusedRow, ...] = ()


@dataclass(frozen=True, slots=True)
class LoadReport:
    """What one run did, and every file; ``build_id`` is served now, or None after a dry run, which did nothing."""

    bank: str
    build_id: str | None
    files: tuple[FileReport, ...]
    is_dry_run: bool = False
    survey_overlaps: tuple[SurveyOverlap, ...] = ()
    """Pairs of surveys that seem to hold the same responses; all of them are counted until somebody decides."""
    left_out: tuple[LeftOut, ...] = ()
    """Answers that surveys do not count because they count one per person in so many days."""
    rebuild_reason: str = ""
    """Why everything was made anew (a key of ``delta.REASONS``); '' where only what the late answers change was."""

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)
