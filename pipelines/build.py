"""The contents page of a build: read, stage, model, check, publish, in that order, for every bank alike.

A late file of answers is applied to a copy of the served build where that comes to the same (``delta``).
"""

from __future__ import annotations

import os
import secrets
import shutil
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import duckdb

from pipelines import (
    assessment,
    delta,
    index_weights,
    limits,
    models,
    provenance,
    publish,
    published,
    spans,
    text,
    units,
)
from pipelines.banks import Bank, Settings
from pipelines.faults import fault
from pipelines.progress import Progress, Silent
from pipelines.raw import Overlap, RawStore
from pipelines.refusals import Refusal, Refused, said

SCHEMA_VERSION = 13
MEMORY_LIMIT = "4GB"
"""What DuckDB may hold of a build in the making; what is more goes beside the draft. HUIYIN_BUILD_MEMORY sets another.

Without a limit it takes four fifths of the machine, from whoever is serving the dashboard there."""

NOT_OPTIMIZED = ("partial_aggregate_pushdown",)
"""Optimizers that a build does without. To add up before a join pays where few groups are many rows; the groups of a
build are nearly its rows, and most are left out by the join: what may be shown by class took five times as long."""


@dataclass(frozen=True, slots=True)
class SurveyOverlap:
    """Two surveys that seem to hold the same responses: alike in time, unit and answers, or of the same people."""

    survey_id: str
    other_survey_id: str
    alike_responses: int
    alike_by_chance: int
    same_person_responses: int
    responses_of_smaller: int
    first_on: date
    last_on: date


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A survey that counts one answer per person in so many days, and how many answers that leaves out."""

    survey_id: str
    one_per_person_days: int
    responses: int


@dataclass(frozen=True, slots=True)
class Made:
    """What was found in making a build: what became of each load's rows, by load id, and what a person should know."""

    overlaps: dict[str, Overlap]
    survey_overlaps: tuple[SurveyOverlap, ...]
    left_out: tuple[LeftOut, ...]
    rebuild_reason: str
    """Why everything was made anew (a key of ``delta.REASONS``); '' where only what the late answers change was."""


@dataclass(frozen=True, slots=True)
class Built:
    """A published build."""

    build_id: str
    path: Path
    made: Made


def build(
    bank: Bank,
    read: Callable[[RawStore, str], None],
    progress: Progress | None = None,
    may_retire: bool = False,
    is_afresh: bool = False,
    is_rebuild: bool = False,
    served: Path | None = None,
    run: models.Run = models.run,
) -> Built:
    """Make and publish the next build of a bank, from what is served plus what ``read`` adds to the raw store.

    ``is_afresh`` starts from nothing: what was loaded before is left out. ``is_rebuild`` makes everything anew where a
    delta would do, from ``served`` in place of the served build where one is named; ``run`` makes each model.
    The caller holds the bank's lock. Refused
    where the input does not fit (nothing is changed then); BrokenBuild where the finished tables contradict themselves,
    which no input should be able to bring about.
    """
    progress = progress or Silent()
    publish.clean(bank)
    now = datetime.now(UTC)
    build_id = new_id(now)
    taken = delta.of_served(bank, _on_clock(now, bank).year, is_afresh, is_rebuild)
    if served is not None:
        taken = replace(taken, served=served)
    connection = _open(publish.draft_path(bank, build_id), taken)
    try:
        fault("draft_opened")
        made = _make(connection, bank, build_id, now, read, progress, may_retire, taken, run)
        progress.step("publish", build_id, 0, 1)
        connection.execute("checkpoint")
        connection.close()
        fault("draft_closed")
        path = publish.publish(bank, build_id)
    except BaseException:
        connection.close()
        publish.clean(bank)
        raise
    publish.prune(bank)
    progress.step("publish", build_id, 1, 1)
    return Built(build_id, path, made)


def rehearse(
    bank: Bank,
    read: Callable[[RawStore, str], None],
    progress: Progress | None = None,
    may_retire: bool = False,
) -> Made:
    """Make the next build elsewhere and throw it away: what became of each load's rows, or the same Refused.

    Every step but publishing is that of ``build``. Nothing is written into the bank's folder, no lock is taken: whoever
    loads meanwhile is not in the way.
    """
    now = datetime.now(UTC)
    build_id = new_id(now)
    taken = delta.of_served(bank, _on_clock(now, bank).year, is_afresh=False, is_rebuild=False)
    with tempfile.TemporaryDirectory(prefix="huiyin-check-") as folder:
        connection = _open(Path(folder) / f"{build_id}.duckdb", taken)
        try:
            return _make(connection, bank, build_id, now, read, progress or Silent(), may_retire, taken)
        finally:
            connection.close()


def _open(path: Path, taken: delta.Taken) -> duckdb.DuckDBPyConnection:
    """An empty draft, or a copy of the served build where a delta is to be applied to it.

    Nothing is moved into place before the one checkpoint at the end: a delta counts on its rows lying where they lay.
    """
    if taken.served is not None and not taken.reason:
        try:
            shutil.copyfile(taken.served, path)
        except OSError:
            path.unlink(missing_ok=True)
            raise
    memory = os.environ.get("HUIYIN_BUILD_MEMORY") or MEMORY_LIMIT
    without = ",".join(NOT_OPTIMIZED)
    return duckdb.connect(
        path, config={"memory_limit": memory, "checkpoint_threshold": "1TB", "disabled_optimizers": without}
    )


def _on_clock(now: datetime, bank: Bank) -> datetime:
    """A moment on the bank's clock, without the zone; one for a whole run, which would else be of two years at once."""
    return now.astimezone(ZoneInfo(bank.settings().zone)).replace(tzinfo=None, microsecond=0)


def new_id(at: datetime) -> str:
    """An id for what is made at this moment (UTC). Ids begin with their time, so that they sort by it.

    Their digits stand in short groups that no hyphen joins: a longer row of them is at some times of day a telephone or
    a card number to the mask, and a record would then not say which build it tells of.
    """
    return f"{at:%Y%m%dT%H%M%S_%f}_{secrets.token_hex(2)}"


def _make(
    connection: duckdb.DuckDBPyConnection,
    bank: Bank,
    build_id: str,
    now: datetime,
    read: Callable[[RawStore, str], None],
    progress: Progress,
    may_retire: bool,
    taken: delta.Taken,
    run: models.Run = models.run,
) -> Made:
    """Read, stage, model and check into an open draft."""
    settings = bank.settings()
    built_at = _on_clock(now, bank)
    _write_origin(connection, bank, settings, build_id, built_at)
    reason = taken.reason
    raw = RawStore(connection, taken.served, is_copy=not reason)
    read(raw, build_id)
    if not reason and (reason := delta.of_files(connection, raw)):
        raw.leave_copy()
    overlaps = raw.write()
    fault("raw_written")
    _refuse_misfits(connection, overlaps, may_retire)
    provenance.write_way(connection, build_id, taken.served.stem if taken.served else None, reason, taken.print)
    checking = None
    if reason:
        raw.leave()
        _model(connection, bank, built_at, progress, run)
    else:
        checking = delta.apply(connection, bank, progress)
    fault("modelled")
    _check(connection, progress, checking)
    if checking is not None:
        checking.leave()
        raw.leave()
    told = "select * from survey_overlap order by all"
    survey_overlaps = tuple(SurveyOverlap(*row) for row in connection.execute(told).fetchall())
    told = "select survey_id, one_per_person_days, left_out_responses from dim_survey where left_out_responses > 0"
    left_out = tuple(LeftOut(*row) for row in connection.execute(f"{told} order by all").fetchall())
    return Made(overlaps, survey_overlaps, left_out, reason)


def _write_origin(
    connection: duckdb.DuckDBPyConnection, bank: Bank, settings: Settings, build_id: str, built_at: datetime
) -> None:
    connection.execute(
        """create or replace table build_origin (
            build_id varchar, bank_id varchar, bank_name varchar, bank_name_en varchar, is_example boolean,
            built_at timestamp, zone varchar, schema_version integer)"""
    )
    connection.execute(
        "insert into build_origin values (?, ?, ?, ?, ?, ?, ?, ?)",
        [
            build_id,
            bank.id,
            settings.name,
            settings.name_en,
            settings.is_example,
            built_at,
            settings.zone,
            SCHEMA_VERSION,
        ],
    )


def _refuse_misfits(connection: duckdb.DuckDBPyConnection, overlaps: dict[str, Overlap], may_retire: bool) -> None:
    faults = [*units.faults(connection), *spans.faults(connection)]
    if not may_retire:
        faults += _retiring_faults(connection, overlaps)
    if faults:
        raise Refused(*faults)
    for load_id, overlap in overlaps.items():
        connection.execute(
            """update build_load set
                rows_repeated = ?, rows_added = ?, rows_changed = ?, rows_unchanged = ?, rows_superseded = ?,
                rows_returned = ?, rows_retired = ?
            where load_id = ?""",
            [
                overlap.repeated,
                overlap.added,
                overlap.changed,
                overlap.unchanged,
                overlap.superseded,
                overlap.returned,
                overlap.retired,
                load_id,
            ],
        )


def _retiring_faults(connection: duckdb.DuckDBPyConnection, overlaps: dict[str, Overlap]) -> Iterator[Refusal]:
    """Whole exports that would retire so much that they are more likely cut off."""
    share = models.rule("retire_asked_above_share")
    for load_id, overlap in overlaps.items():
        if overlap.retired > share * overlap.stood:
            files = connection.execute("select file_name from build_load where load_id = ?", [load_id]).fetchall()
            yield Refusal(
                found=said(
                    "{retired} rows loaded before, of {stood}, are not in this file any more",
                    retired=f"{overlap.retired:,}",
                    stood=f"{overlap.stood:,}",
                ),
                where=str(files[0][0]) if files else load_id,
                expected=said(
                    "a file described as authoritative holds everything; up to {share} may go without asking",
                    share=f"{share:.0%}",
                ),
                what_to_do=said(
                    "check that the file is complete; if the rows are meant to go, run again with --yes-retire"
                ),
            )


def _model(
    connection: duckdb.DuckDBPyConnection, bank: Bank, built_at: datetime, progress: Progress, run: models.Run
) -> None:
    models.run_macros(connection)
    # first: some marts read their rules there
    models.run_registers(connection)
    limits.write(connection, bank.config, built_at.year)
    index_weights.write(connection, bank.config, bank.current())
    assessment.write(connection, bank.config)
    published.write(connection, bank.config)
    provenance.write_contracts(connection)
    provenance.write_held(connection)
    made = models.models()
    # one transaction: a hundred tables are written to the disk once, not each on its own
    connection.begin()
    for done, (folder, name) in enumerate(made):
        progress.step("model", name, done, len(made))
        run(connection, folder, name)
        if name == models.TEXTS:
            text.write(connection, bank.config)
    connection.commit()
    progress.step("model", "", len(made), len(made))


def _check(connection: duckdb.DuckDBPyConnection, progress: Progress, checking: delta.Checking | None) -> None:
    """Of a delta only what changed is looked at; ``checking`` is None where everything was made anew."""
    progress.step("check", "", 0, 1)
    if checking is None:
        failed = models.check(connection)
    else:
        failed = models.check(connection, checking.changed, places=checking.places) + tuple(checking.altered())
    if failed:
        raise models.BrokenBuild("; ".join(f"{result.check}: {', '.join(result.rows)}" for result in failed))
    progress.step("check", "", 1, 1)
    fault("checked")
