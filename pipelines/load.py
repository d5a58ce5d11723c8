"""Takes files into a bank: read, conform, add to what was loaded before, build, publish; all of them or none."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from pipelines import originals
from pipelines.banks import Bank
from pipelines.build import build, rehearse
from pipelines.conform import Conformed, Counts, Known
from pipelines.conform.refusals import in_words
from pipelines.descriptions import Description, Link
from pipelines.hindrances import told_of
from pipelines.originals import ORDER, Original
from pipelines.progress import Progress, Silent
from pipelines.raw import Overlap, RawStore
from pipelines.refusals import Refusal, Refused, listed, said
from pipelines.reported import FileReport, LoadReport, RefusedRow
from pipelines.side_by_side import Opened, Reading, processes, told

__all__ = ["FileReport", "LoadReport", "RefusedRow", "check", "load", "load_held"]

_QUOTED = ("row_number", "column_name", "value_masked", "reason", "expected")
EXAMPLES_KEPT = 5
"""How many refused rows a report quotes for one file; all of them are in the build's refused_row."""


@dataclass(slots=True)
class _Tally:
    """Counts of one file while it is read."""

    layout: str = ""
    counts: Counts = field(default_factory=Counts)
    reasons: Counter[str] = field(default_factory=Counter)
    examples: list[RefusedRow] = field(default_factory=list)


def load(
    bank: Bank,
    paths: Sequence[Path],
    description: Path | None = None,
    progress: Progress | None = None,
    may_retire: bool = False,
    is_afresh: bool = False,
    is_rebuild: bool = False,
) -> LoadReport:
    """Load files into a bank and publish the build that holds them; what was loaded before stays.

    Refused, with every fault of every file, where one cannot be read or described: then nothing has changed. Rows that
    do not fit are not taken but kept in refused_row and counted; a file of which no row fits is refused whole.
    ``may_retire`` lets an authoritative file retire rows; ``is_afresh`` leaves out what was loaded before; and
    ``is_rebuild`` makes everything anew where late answers could be applied to what is served.
    """
    with told_of(str(bank.folder)), bank.loading():
        return load_held(bank, paths, description, progress, may_retire, is_afresh, is_rebuild)


def load_held(
    bank: Bank,
    paths: Sequence[Path],
    description: Path | None = None,
    progress: Progress | None = None,
    may_retire: bool = False,
    is_afresh: bool = False,
    is_rebuild: bool = False,
) -> LoadReport:
    """The same as ``load``, for a caller that holds the bank's lock already."""
    shown = progress or Silent()
    planned = originals.plan(bank, paths, description)
    tallies: dict[str, tuple[Original, _Tally]] = {}

    def read_all(raw: RawStore, build_id: str) -> None:
        tallies.update(_read_all(raw, build_id, bank, planned, bank.secret(), shown))

    built = build(bank, read_all, shown, may_retire, is_afresh, is_rebuild)
    originals.keep_description(bank, description)
    originals.keep(bank, planned)
    made = built.made
    return LoadReport(
        bank.id,
        built.build_id,
        tuple(
            _report(load_id, original, tally, made.overlaps[load_id]) for load_id, (original, tally) in tallies.items()
        ),
        survey_overlaps=made.survey_overlaps,
        left_out=made.left_out,
        rebuild_reason=made.rebuild_reason,
    )


def check(
    bank: Bank,
    paths: Sequence[Path],
    description: Path | None = None,
    progress: Progress | None = None,
    may_retire: bool = False,
) -> LoadReport:
    """What ``load`` would do with these files now, by doing all of it but publishing, in a draft that is thrown away.

    The same files are refused with the same words. Nothing in the bank's folder is written.
    """
    shown = progress or Silent()
    planned = originals.plan(bank, paths, description)
    tallies: dict[str, tuple[Original, _Tally]] = {}

    def read_all(raw: RawStore, build_id: str) -> None:
        tallies.update(_read_all(raw, build_id, bank, planned, bank.passing_secret(), shown))

    with told_of(str(bank.folder)):
        made = rehearse(bank, read_all, shown, may_retire)
    reports = (
        _report(load_id, original, tally, made.overlaps[load_id]) for load_id, (original, tally) in tallies.items()
    )
    files = tuple(replace(report, load_id="") for report in reports)
    return LoadReport(
        bank.id,
        None,
        files,
        is_dry_run=True,
        survey_overlaps=made.survey_overlaps,
        left_out=made.left_out,
        rebuild_reason=made.rebuild_reason,
    )


def _report(load_id: str, original: Original, tally: _Tally, overlap: Overlap) -> FileReport:
    return FileReport(
        load_id=load_id,
        file=original.name,
        table=original.description.table,
        description=original.description.name,
        layout=tally.layout,
        sha256=original.sha256,
        read=tally.counts.read,
        accepted=tally.counts.accepted,
        refused=tally.counts.refused,
        refused_by_reason=dict(tally.reasons),
        repeated=overlap.repeated,
        added=overlap.added,
        changed=overlap.changed,
        unchanged=overlap.unchanged,
        superseded=overlap.superseded,
        returned=overlap.returned,
        retired=overlap.retired,
        off_scale=tally.counts.off_scale,
        dropped=tally.counts.dropped,
        masked=tally.counts.masked,
        is_nothing_new=overlap.unchanged == tally.counts.accepted and not overlap.retired,
        examples=tuple(tally.examples),
    )


def _read_all(
    raw: RawStore, build_id: str, bank: Bank, planned: Sequence[Original], secret: bytes, progress: Progress
) -> dict[str, tuple[Original, _Tally]]:
    """Read every file into the raw store; where any cannot be taken, Refused says all faults of all of them."""
    tallies = {f"{build_id}-{place:05}": (original, _Tally()) for place, original in enumerate(planned)}
    for load_id, (original, _) in tallies.items():
        described = original.description
        is_authoritative = described.reload == "authoritative"
        raw.begin(load_id, described.table, _described_by(described), is_authoritative, described.covers)
    zone = bank.settings().zone
    faults: dict[str, tuple[Refusal, ...]] = {}
    for group in _groups(tallies):
        known = _known(raw)

        def readings(group: Sequence[str] = group, known: Known = known) -> Iterator[Reading]:
            for load_id in group:
                original, _ = tallies[load_id]
                progress.step("read", original.name)
                described_by = original.description.path
                yield Reading(load_id, original.name, original.path, described_by, known, secret, zone)

        wanted = processes([tallies[load_id][0].path for load_id in group])
        with closing(told(readings(), wanted)) as all_told:
            for reading, each in all_told:
                original, tally = tallies[reading.load_id]
                if isinstance(each, Opened):
                    tally.layout = each.layout
                elif isinstance(each, Conformed):
                    _take(raw, reading, tally, each)
                    progress.step("read", original.name, tally.counts.read)
                else:
                    nothing = () if each.refusals or tally.counts.accepted else (_no_row_fits(original, tally),)
                    faults[reading.load_id] = (*each.refusals, *nothing)
                    if not each.refusals:
                        progress.step("read", original.name, tally.counts.read, tally.counts.read)
    found = [refusal for load_id in tallies for refusal in faults[load_id]]
    if found:
        raise Refused(*found)
    for load_id, (original, tally) in tallies.items():
        _record(raw, load_id, original, tally, zone)
    return tallies


def _groups(tallies: Mapping[str, tuple[Original, _Tally]]) -> Iterator[list[str]]:
    """Loads that may be read beside each other: those that others refer to come first, one by one (``plan``)."""
    alone = [load_id for load_id, (original, _) in tallies.items() if original.description.table in ORDER]
    for load_id in alone:
        yield [load_id]
    yield [load_id for load_id in tallies if load_id not in alone]


def _take(raw: RawStore, reading: Reading, tally: _Tally, chunk: Conformed) -> None:
    load_id, name = reading.load_id, reading.name
    raw.turn_to(load_id)
    for table, rows in chunk.tables.items():
        raw.add(table, rows)
    raw.add_refused(load_id, name, chunk.refused, is_row_taken=False)
    raw.add_refused(load_id, name, chunk.dropped, is_row_taken=True)
    raw.add_refused(load_id, name, chunk.flagged, is_row_taken=True)
    tally.counts += chunk.counts
    tally.reasons.update(chunk.refused["reason"])
    quoted = chunk.refused.head(EXAMPLES_KEPT - len(tally.examples))
    tally.examples += [
        RefusedRow(int(row_number), *map(str, texts))
        for row_number, *texts in quoted[[*_QUOTED]].itertuples(index=False)
    ]


def _record(raw: RawStore, load_id: str, original: Original, tally: _Tally, zone: str) -> None:
    """What is kept of a load beside its rows."""
    description = original.description
    raw.turn_to(load_id)
    if description.survey is not None:
        survey = description.survey
        has_recommend, has_weight = description.recommend is not None, "weight" in description.columns
        days = survey.one_per_person_days
        raw.add_survey(survey.id, survey.name, survey.name_en, has_recommend, has_weight, days)
        raw.add_links([_link(survey.id, link) for link in description.links])
    raw.add_load(
        {
            "load_id": load_id,
            "table_name": description.table,
            "description": description.name,
            "file_name": original.name,
            "sha256": original.sha256,
            "loaded_at": datetime.now(ZoneInfo(zone)).replace(tzinfo=None, microsecond=0),
            "rows_read": tally.counts.read,
            "rows_accepted": tally.counts.accepted,
            "rows_refused": tally.counts.refused,
            "off_scale": tally.counts.off_scale,
            "dropped": tally.counts.dropped,
            "masked": tally.counts.masked,
            "layout": tally.layout,
        }
    )


def _described_by(description: Description) -> str:
    return f"{description.table}/{description.name}"


def _link(survey_id: str, link: Link) -> dict[str, object]:
    return {
        "survey_id": survey_id,
        "measure": link.measure,
        "touchpoint_id": link.touchpoint,
        "break_on": link.from_on,
        "what_changed": link.changed,
        "was": link.was,
        "becomes": link.becomes,
        "note": link.note,
        "note_en": link.note_en,
        "reviewed_by": link.reviewed_by,
        "reviewed_on": link.reviewed_on,
    }


def _known(raw: RawStore) -> Known:
    """Ids of the served build and of the files before this one; a bank without such a table refuses nothing for it."""
    touchpoints = raw.known_ids("touchpoints", "touchpoint_id")
    return Known(
        units=raw.known_ids("units", "unit_id") or None,
        journeys=raw.known_ids("journeys", "journey_id") or None,
        touchpoints=touchpoints | {"overall"} if touchpoints else None,
    )


def _no_row_fits(original: Original, tally: _Tally) -> Refusal:
    reasons = listed(
        said("{reason} in {rows} rows", reason=in_words(reason), rows=f"{rows:,}")
        for reason, rows in tally.reasons.most_common()
    )
    quoted = [
        said(
            "row {row}, {column}: {value}, expected {expected}",
            row=row.row_number,
            column=row.column_name,
            value=repr(row.value_masked),
            expected=row.expected,
        )
        for row in tally.examples
    ]
    return Refusal(
        found=said("not one of {read} rows fits ({reasons})", read=f"{tally.counts.read:,}", reasons=reasons),
        where=original.name,
        expected=listed(quoted) if quoted else said("rows that fit the description"),
        what_to_do=said(
            "check that {name} is the right description for this file", name=original.description.path.name
        ),
    )
