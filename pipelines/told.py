"""How the commands put reports, refusals and status before a person; nothing from files is taken for markup."""

from __future__ import annotations

from collections.abc import Sequence

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table
from rich.text import Text

from pipelines.delta import REASONS
from pipelines.load import LoadReport
from pipelines.refusals import Refusal
from pipelines.status import Status

_LONGEST_QUOTE = 40


def report(console: Console, told: LoadReport) -> None:
    """One row per file: what was read and what became of it; then why rows were refused."""
    title = "dry run, nothing was changed" if told.is_dry_run else told.build_id
    table = Table(title=f"{told.bank} · {title}", box=SIMPLE_HEAD, padding=(0, 1, 0, 0))
    table.add_column("file, table", overflow="fold", min_width=24)
    for name in ("read", "accepted", "refused", "repeated", "off scale", "masked"):
        table.add_column(name, justify="right", no_wrap=True)
    for file in told.files:
        counts = (file.read, file.accepted, file.refused, file.repeated, file.off_scale, file.masked)
        named = Text(file.file).append(f"\n{file.table}", style="dim")
        table.add_row(named, *(f"{count:,}" for count in counts))
    console.print(table)
    for file in told.files:
        for reason, rows in sorted(file.refused_by_reason.items()):
            console.print(f"{file.file}: {rows:,} refused, {reason}", markup=False, highlight=False, soft_wrap=True)
        for row in file.examples:
            value = row.value_masked[:_LONGEST_QUOTE]
            console.print(
                f"  row {row.row_number}, {row.column_name}: {value!r}, expected {row.expected}",
                markup=False,
                highlight=False,
                soft_wrap=True,
            )
        if file.retired:
            console.print(f"{file.file}: {file.retired:,} rows of earlier loads retired", markup=False)
        fates = {
            "new": file.added,
            "changed": file.changed,
            "as they were": file.unchanged,
            "said anew": file.superseded,
        }
        listed = ", ".join(f"{rows:,} {fate}" for fate, rows in fates.items() if rows)
        if file.returned:
            listed += f" ({file.returned:,} of the new had been retired and are back)"
        if file.is_nothing_new:
            listed = f"nothing new, {listed}"
        console.print(f"{file.file}: {listed or 'no rows'}", markup=False, highlight=False, soft_wrap=True)

    way = "made anew" if told.rebuild_reason else "applied as a delta"
    console.print(f"{way}: {REASONS[told.rebuild_reason]}", markup=False, highlight=False, soft_wrap=True)
    for overlap in told.survey_overlaps:
        alike = max(overlap.alike_responses, overlap.same_person_responses)
        console.print(
            f"surveys {overlap.survey_id} and {overlap.other_survey_id} seem to hold the same {alike:,} responses,"
            f" {overlap.first_on} to {overlap.last_on}; both are counted: remove one if that is so",
            markup=False,
            highlight=False,
            soft_wrap=True,
        )
    for survey in told.left_out:
        console.print(
            f"survey {survey.survey_id}: {survey.responses:,} earlier answers of people who answered again within"
            f" {survey.one_per_person_days} days are not counted",
            markup=False,
            highlight=False,
            soft_wrap=True,
        )


def refusals(console: Console, told: Sequence[Refusal]) -> None:
    """Every fault: found, where, expected, what to do."""
    console.print(f"Nothing was changed. {len(told)} to put right:" if len(told) > 1 else "Nothing was changed.")
    for refusal in told:
        for name, text in refusal.parts().items():
            console.print(f"  {name.replace('_', ' ') + ':':12}{text}", markup=False, highlight=False, soft_wrap=True)
        console.print()


def status(console: Console, told: Status) -> None:
    """The bank, its build and its loads."""
    lines = [f"{told.bank}: {told.name} / {told.name_en}" + (" (example)" if told.is_example else "")]
    if told.build_id is None:
        lines.append("no build yet: load files with  python -m pipelines load PATH… --bank " + told.bank)
    else:
        lines.append(f"build {told.build_id}, made {told.built_at}, data until {told.data_until}")
        lines.append(f"{told.responses:,} responses, {told.complaints:,} complaints, {told.suggestions:,} suggestions")
    for line in lines:
        console.print(line, markup=False, highlight=False, soft_wrap=True)
    if told.loads:
        table = Table(box=SIMPLE_HEAD, padding=(0, 1, 0, 0))
        table.add_column("loaded", no_wrap=True)
        table.add_column("file, table", overflow="fold", min_width=24)
        for name in ("read", "accepted", "refused", "repeated"):
            table.add_column(name, justify="right", no_wrap=True)
        for load in told.loads:
            counts = (load.rows_read, load.rows_accepted, load.rows_refused, load.rows_repeated)
            table.add_row(
                f"{load.loaded_at:%Y-%m-%d %H:%M}",
                Text(load.file_name).append(f"\n{load.table_name}", style="dim"),
                *(f"{count:,}" for count in counts),
            )
        console.print(table)
