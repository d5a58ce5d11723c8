"""Reports: the bulletin or the board pack, ready to send. For whoever has to send one every month.

Which one; how it will read, figure by figure, with the cases a person chose; then the files; then what was made before.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from html import escape
from typing import Any

import streamlit as st

from dashboard.answers import typical_cases
from dashboard.components import panel
from dashboard.components.context import Context, current
from dashboard.components.ledger import author_of, ledger_of, say_fault
from dashboard.components.report_cases import show_cases
from dashboard.components.report_history import show_history
from dashboard.components.sign_in import taking, visitor_now
from dashboard.components.style import apply_sheet
from dashboard.components.words import show_notice, show_section, show_title
from dashboard.figures.lane_map import lane_map
from dashboard.ledger import LedgerError
from dashboard.reports import making
from dashboard.reports.house import HouseError, house_of
from dashboard.reports.kinds import PERIODS, compose
from dashboard.reports.model import KINDS, Kind, Part, Report
from dashboard.reports.page import written_table
from dashboard.reports.titles import kind_name, kind_words
from dashboard.slices import Slice, to_address
from dashboard.views import LANGUAGES, Language, View

WITH_CASES = frozenset({"complaints", "protection"})
_KEPT = "report-files"


def show(context: Context) -> None:
    """The choice, the preview, the cases, the files, the history."""
    view = context.view
    apply_sheet("journeys")
    apply_sheet("reports")
    show_title(view.text("Reports"), view.text("The bulletin and the board pack, ready to send"))
    kind: Kind = st.segmented_control(
        view.text("Which report"),
        KINDS,
        default=KINDS[0],
        required=True,
        format_func=lambda each: kind_name(each, view),
        key="report-kind",
    )
    chosen = _slice_of(kind, context)
    report = compose(kind, context.build, chosen, context.scope, view, ledger_of(context))
    told = view.text(
        "{words} Of {place}, {period}: the bar above changes both.",
        words=kind_words(kind, view),
        place=report.place,
        period=report.period_name,
    )
    st.html(f'<p class="hy-say">{escape(told)}</p>')
    if kind in WITH_CASES and report.period is not None:
        candidates = typical_cases.candidates(context.build, chosen, context.scope)
        show_cases(candidates, context, to_address(chosen), str(report.period))
    _show_making(kind, chosen, report, context)
    _show_preview(report, context)
    show_history(context, lambda each: kind_name(each, view))  # type: ignore[arg-type]


def _slice_of(kind: Kind, context: Context) -> Slice:
    """What the bar says; where it says no period, the one that such a report is usually of."""
    return replace(context.chosen, period=PERIODS[kind]) if context.chosen.period == "quarter" else context.chosen


def _show_making(kind: Kind, chosen: Slice, report: Report, context: Context) -> None:
    """Formats and language, one click to make the files with progress, and the files to save."""
    view = context.view
    show_section(view.text("The files"))
    if not context.scope.may_export:
        show_notice(view.text("You may see these numbers here, and not take them away as files."))
        return
    formats = st.pills(
        view.text("Formats"),
        making.FORMATS,
        selection_mode="multi",
        default=["pptx", "docx"],
        format_func=lambda each: format_name(each, view),
        key="report-formats",
    )
    language: Language = st.segmented_control(
        view.text("Language of the files"),
        LANGUAGES,
        default=view.language,
        required=True,
        format_func=lambda each: "中文" if each == "zh_CN" else "English",
        key="report-language",
    )
    address, revision = sorted(to_address(chosen).items()), ledger_of(context).revision()
    here = (context.build.id, context.scope, kind, address, language, revision)
    if st.button(view.text("Make the files"), key="make-report", type="primary", disabled=not formats):
        _make(kind, chosen, language, list(formats), here, context, report)
    kept = st.session_state.get(_KEPT)
    if not kept or kept[0] != here:
        return
    told = taking(visitor_now(context.build), context.build, author_of(context, "reports"), context.scope)
    with st.container(horizontal=True, key="report-downloads"):
        for file in kept[1]:
            ending = file.name.rpartition(".")[2]
            st.download_button(
                view.text("Save {format}", format=format_name(ending, view)),
                # As a function: the file is asked for by a click, and not by its button being drawn.
                data=partial(_saved, told, file.content),
                file_name=file.name,
                key=f"save-{ending}",
                on_click="ignore",
            )


def _saved(told: Callable[[], None], content: bytes) -> bytes:
    told()
    return content


def format_name(ending: str, view: View) -> str:
    """What a format is called where it is chosen."""
    names = {
        "pptx": view.text("Slides (PPTX)"),
        "docx": view.text("Word (DOCX)"),
        "html": view.text("One web page (HTML)"),
        "xlsx": view.text("Appendix (XLSX)"),
        "pdf": "PDF",
    }
    return names[ending]


def _make(
    kind: Kind, chosen: Slice, language: Language, formats: list[str], here: Any, context: Context, shown: Report
) -> None:
    """The files, format by format, noted in the ledger before anybody has them; a report that cannot be noted is not
    given. ``shown`` is the report as the page has it, in its language."""
    view, ledger = context.view, ledger_of(context)
    progress = st.progress(0.0, text=view.text("Asking for the numbers"))
    try:
        house = house_of(context.build)
        report = shown
        if language != shown.view.language:
            report = compose(kind, context.build, chosen, context.scope, View(language), ledger)
        progress.progress(0.2, text=view.text("Drawing the figures"))
        drawn, fault = making.draw(report, formats)
        files: list[making.File] = []
        faults = {"pictures": fault} if fault else {}
        for at, each in enumerate(formats):
            progress.progress(0.5 + 0.5 * at / len(formats), text=format_name(each, view))
            made = making.make(report, (each,), house, drawn)
            files += made.files
            faults |= made.faults
        names = [file.name for file in files]
        making.note_made(ledger, author_of(context, "reports"), report, names)
        st.session_state[_KEPT] = (here, files)
    except HouseError as wrong:
        show_notice(view.text("The bank's own look cannot be used as it is written."), str(wrong))
    except LedgerError as unreachable:
        show_notice(*say_fault(unreachable, view))
    else:
        if faults:
            show_notice(
                view.text("This machine draws no figures: there is no Chromium."),
                view.text(
                    "The slides keep their native charts; elsewhere the tables stand alone, and there is no PDF."
                ),
            )
    progress.empty()


def _show_preview(report: Report, context: Context) -> None:
    """The report as it will read: the same sentences, figures and tables, section by section."""
    view = context.view
    show_section(view.text("How it will read"))
    points = "".join(f"<li>{escape(sentence.text)}</li>" for sentence, _ in report.points)
    if points:
        st.html(f"<ul>{points}</ul>")
    for section in report.sections:
        with st.expander(section.title, key=f"section-{section.parts[0].id}", on_change="rerun") as opened:
            if opened.open:
                for part in section.parts:
                    _show_part(part, report, context)


def _show_part(part: Part, report: Report, context: Context) -> None:
    view = context.view
    number = view.text("Figure {number}", number=report.number(part.id))
    panel.show_heading(number, part.title.text, tuple(sentence.text for sentence in part.sentences))
    for case in part.cases:
        where = view.text(" · ").join(each for each in (case.where, view.day(case.day)) if each)
        st.html(f'<blockquote class="hy-voice"><p>{escape(case.text)}</p><footer>{escape(where)}</footer></blockquote>')
    if part.answer is not None and not part.answer.missing:
        if part.drawn == "figure":
            panel.show_figure(part.answer, context, key=f"preview-{part.id}", alt=part.alt)
        elif part.drawn == "lanes":
            st.html(lane_map(part.answer, view))
    if part.table is not None:
        st.html(f'<div class="hy-report-table">{written_table(part.table, view)}</div>')
    if part.footer:
        st.html(f'<p class="hy-foot">{escape(part.footer)}</p>')


show(current())
