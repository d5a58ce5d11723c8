"""The files behind a build: how fresh, what was refused and why, every load with what became of its rows."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from html import escape

import streamlit as st

from dashboard.components.context import Context
from dashboard.components.data_words import (
    expected_words,
    is_flag,
    moment,
    reason_name,
    reason_remedy,
    show_quiet,
    show_small,
    table_name,
)
from dashboard.components.export import taken
from dashboard.components.table import Cell, to_csv
from dashboard.components.words import show_section
from dashboard.queries import provenance
from dashboard.queries.provenance import CountsAside, Load, Refusal
from dashboard.views import View

MARK_LENGTH = 12
"""Digits of a file's fingerprint that are shown; the file with all of it is one click away."""
REASONS_SHOWN = 12
UNDATED = frozenset({"targets", "unit_attributes"})
"""Tables whose days say from when something holds, not when it happened."""
ROW_PIXELS = 35
WHY_PIXELS = 300


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason in one column over every load: how often, in how many files, and the first case as an example."""

    reason: str
    column: str
    is_row_taken: bool
    faults: int
    files: int
    example: Refusal


def by_reason(refusals: Iterable[Refusal]) -> tuple[Reason, ...]:
    """The refusals of all loads by reason and column, whole rows first, then the most frequent."""
    groups: dict[tuple[bool, str, str], list[Refusal]] = {}
    for refusal in refusals:
        groups.setdefault((refusal.is_row_taken, refusal.reason, refusal.column_name), []).append(refusal)
    reasons = [
        Reason(reason, column, is_taken, sum(one.faults for one in ones), len({one.load_id for one in ones}), ones[0])
        for (is_taken, reason, column), ones in groups.items()
    ]
    return tuple(sorted(reasons, key=lambda each: (each.is_row_taken, -each.faults, each.reason, each.column)))


def show_facts(loads: Sequence[Load], context: Context) -> None:
    """Four facts at the top: how far the data reach, when built, from how many files, how much was refused."""
    view, build = context.view, context.build
    read, refused = sum(load.read for load in loads), sum(load.refused for load in loads)
    share = f"{view.number(100 * refused / read, 2)}%" if read else "–"
    last = max((load.loaded_at for load in loads), default=None)
    facts = [
        (
            view.text("Data until"),
            view.day(build.data_until),
            view.text("the last day on which anything is recorded"),
        ),
        (
            view.text("Built"),
            moment(build.built_at, view),
            view.text("zone {zone} · build {build}", zone=build.zone, build=build.id),
        ),
        (
            view.text("Files loaded"),
            view.number(len(loads)),
            view.text("the last on {moment}", moment=moment(last, view)) if last else "",
        ),
        (
            view.text("Rows refused"),
            view.number(refused),
            view.text("{share} of {read} rows read", share=share, read=view.number(read)),
        ),
    ]
    st.html(f'<div class="hy-facts">{"".join(_fact(*fact) for fact in facts)}</div>')


def _fact(name: str, value: str, more: str) -> str:
    return f"<div><small>{escape(name)}</small><strong>{escape(value)}</strong><span>{escape(more)}</span></div>"


def show_refusals(loads: Sequence[Load], refusals: Sequence[Refusal], context: Context) -> None:
    """Why rows were refused, the reason in words, with one masked example each and what to do about it."""
    view = context.view
    reasons = by_reason(refusals)
    show_section(
        view.text("What was refused, and why"),
        view.text("Rows that do not fit are kept with their reason and never counted. Values are masked."),
    )
    if not reasons:
        show_quiet(view.text("No row was refused: every row read was taken."))
        return
    head = (
        view.text("Reason"),
        view.text("How often"),
        view.text("Column of the export"),
        view.text("First case"),
    )
    body = "".join(_reason_row(reason, context) for reason in reasons[:REASONS_SHOWN])
    headed = "".join(f"<th scope='col'>{escape(name)}</th>" for name in head)
    st.html(f'<table class="hy-reasons"><thead><tr>{headed}</tr></thead><tbody>{body}</tbody></table>')
    if len(reasons) > REASONS_SHOWN:
        show_small(view.text("{count} more reasons are in the file", count=len(reasons) - REASONS_SHOWN))
    if context.scope.may_export and context.scope.visible is None:
        st.download_button(
            view.text("Download the refused rows (masked, CSV)"),
            data=taken(context, "data.refused csv", partial(refused_csv, context)),
            file_name=f"huiyin-refused-{context.build.bank}.csv",
            mime="text/csv",
            key="csv-refused",
            on_click="ignore",
        )


def _reason_row(reason: Reason, context: Context) -> str:
    view, example = context.view, reason.example
    files = view.text("in {count} files", count=view.number(reason.files)) if reason.files > 1 else ""
    if is_flag(reason.reason):
        taken = view.text("the row was taken as it stands")
    else:
        taken = view.text("the row was taken without this value") if reason.is_row_taken else ""
    place = view.text("row {row} of {file}", row=view.number(example.first_row_number), file=example.file_name)
    value = f"<code>{escape(example.value_masked)}</code>" if example.value_masked else escape(view.text("(empty)"))
    named = escape(reason_name(reason.reason, view))
    remedy = reason_remedy(reason.reason, view) or expected_words(example.expected, view)
    return (
        f"<tr><td><strong>{named}</strong><span>{escape(remedy)}</span></td>"
        f'<td class="hy-count" data-label="{escape(view.text("How often"))}">{view.number(reason.faults)}'
        f"<span>{escape(files)}</span><span>{escape(taken)}</span></td>"
        f'<td data-label="{escape(view.text("Column of the export"))}">{escape(reason.column)}</td>'
        f'<td data-label="{escape(view.text("First case"))}">{value}<span>{escape(place)}</span></td></tr>'
    )


def refused_csv(context: Context) -> bytes:
    """Every refused row as a file: masked, with a byte-order mark, formulas made harmless."""
    view = context.view
    rows: list[dict[str, Cell]] = [
        {
            view.text("Table"): table_name(row["table_name"], view),
            view.text("File"): row["file_name"],
            view.text("Row of the file"): int(row["row_number"]),
            view.text("Column of the export"): row["column_name"],
            view.text("Value (masked)"): row["value_masked"],
            view.text("Reason"): reason_name(row["reason"], view),
            view.text("Expected"): expected_words(row["expected"], view),
            view.text("Row taken"): _how_taken(row["reason"], bool(row["is_row_taken"]), view),
        }
        for row in provenance.refused_rows(context.build).to_dict("records")
    ]
    limit = view.text("at most {count} rows", count=view.number(provenance.MOST_REFUSED_ROWS))
    return to_csv(rows, " · ".join((view.text("build {build}", build=context.build.id), limit)))


def _how_taken(reason: str, is_row_taken: bool, view: View) -> str:
    if is_flag(reason):
        return view.text("as it stands")
    return view.text("without this value") if is_row_taken else view.text("no")


def show_freshness(loads: Sequence[Load], context: Context) -> None:
    """How far each survey and table reaches, and what is held of it."""
    view = context.view
    show_section(
        view.text("How fresh"), view.text("The last day of each survey and table, and when it was loaded last.")
    )
    groups: dict[tuple[str, str], list[Load]] = {}
    for load in loads:
        groups.setdefault((load.table, load.survey), []).append(load)
    rows: list[dict[str, Cell | date]] = []
    for (table, survey), ones in sorted(groups.items(), key=lambda group: _order(*group[0])):
        dated = () if table in UNDATED else ones
        rows.append(
            {
                view.text("Survey or table"): _named(table, survey, context),
                view.text("First day"): min((one.first_on for one in dated if one.first_on), default=None),
                view.text("Last day"): max((one.last_on for one in dated if one.last_on), default=None),
                view.text("Rows held"): sum(one.held for one in ones),
                view.text("Loads"): len(ones),
                view.text("Loaded last"): _minute(max(one.loaded_at for one in ones)),
            }
        )
    st.dataframe(
        rows,
        hide_index=True,
        placeholder="–",
        height=ROW_PIXELS * (len(rows) + 1) + 3,
        key="freshness",
        alt=view.text("How fresh"),
    )


def _order(table: str, survey: str) -> tuple[bool, str, str]:
    return table != "survey_responses", survey, table


def _named(table: str, survey: str, context: Context) -> str:
    found = next((one for one in context.catalogue.surveys if one.survey_id == survey), None) if survey else None
    return context.view.name(found.names) if found else table_name(table, context.view)


def _minute(at: datetime) -> str:
    return f"{at:%Y-%m-%d %H:%M}"


def show_loads(loads: Sequence[Load], refusals: Sequence[Refusal], context: Context) -> None:
    """Every load: which file, when, and what became of its rows; whose rows the figures of this build rest on."""
    view = context.view
    show_section(
        view.text("Every load in this build"),
        view.text(
            "All figures under build {build} come from the rows held of these files, and from nothing else.",
            build=context.build.id,
        ),
    )
    rows = load_rows(loads, refusals, context)
    st.dataframe(
        rows,
        hide_index=True,
        placeholder="–",
        height=min(400, ROW_PIXELS * (len(rows) + 1) + 3),
        # the reason is what this table is opened for: it may not be cut short
        column_config={view.text("Why"): st.column_config.TextColumn(width=WHY_PIXELS)},
        key="loads",
        alt=view.text("Loads"),
    )
    if context.scope.may_export:
        st.download_button(
            view.text("Download as CSV"),
            data=taken(
                context, "data.loads csv", partial(to_csv, rows, view.text("build {build}", build=context.build.id))
            ),
            file_name=f"huiyin-loads-{context.build.bank}.csv",
            mime="text/csv",
            key="csv-loads",
            on_click="ignore",
        )


def show_counts_aside(aside: CountsAside, view: View) -> None:
    """That complaints handed over twice, one by one and as counts, count once."""
    if not aside.unit_months:
        return
    show_small(
        view.text(
            "Of {months} months of a unit both complaints and counts of them were handed over: the {recorded} "
            "complaints count, the counts ({counted}) do not.",
            months=view.number(aside.unit_months),
            recorded=view.number(aside.recorded),
            counted=view.number(aside.counted),
        )
    )


def load_rows(loads: Sequence[Load], refusals: Sequence[Refusal], context: Context) -> list[dict[str, Cell]]:
    """One row per load, as table and file show it."""
    view = context.view
    why: dict[str, list[str]] = {}
    for refusal in refusals:
        if not refusal.is_row_taken:
            told = f"{reason_name(refusal.reason, view)} {view.number(refusal.faults)}"
            why.setdefault(refusal.load_id, []).append(told)
    return [
        {
            view.text("File"): load.file_name,
            view.text("Survey or table"): _named(load.table, load.survey, context),
            view.text("Read"): load.read,
            view.text("Accepted"): load.accepted,
            view.text("Refused"): load.refused,
            view.text("Why"): " · ".join(why.get(load.load_id, ())),
            view.text("Held now"): load.held,
            view.text("Loaded"): _minute(load.loaded_at),
            view.text("New"): load.added,
            view.text("Corrected"): load.changed,
            view.text("Unchanged"): load.unchanged,
            view.text("Repeats"): load.repeated,
            view.text("Retired"): load.retired,
            view.text("Off scale"): load.off_scale,
            view.text("Partial"): load.partial if load.survey else None,
            view.text("Values dropped"): load.dropped,
            view.text("Masked"): load.masked,
            view.text("First day"): load.first_on.isoformat() if load.first_on else None,
            view.text("Last day"): load.last_on.isoformat() if load.last_on else None,
            view.text("Layout"): load.layout,
            view.text("Description"): load.description,
            view.text("SHA-256"): load.sha256[:MARK_LENGTH],
            view.text("Loaded before"): view.text("the very same file") if load.same_as else "",
        }
        for load in sorted(loads, key=lambda one: not one.refused)  # what needs a look first, then the newest
    ]
