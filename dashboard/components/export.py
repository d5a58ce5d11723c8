"""Taking out what is seen: a figure in any format, everything on a page as one archive; each is noted in the audit."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from urllib.parse import urlencode

import streamlit as st

from dashboard import sheets, verdicts
from dashboard.components.context import Context
from dashboard.components.ledger import author_of, ledger_of
from dashboard.components.sign_in import is_noted_at_the_door, taking, visitor_now
from dashboard.components.words import show_notice, unmarked
from dashboard.exports.archive import to_archive
from dashboard.exports.drawings import SHEET_JS
from dashboard.exports.sheet import Sheet
from dashboard.exports.tables import Row, to_csv
from dashboard.figures import library
from dashboard.ledger import audit
from dashboard.sheets import Kind
from dashboard.values import Answer
from dashboard.views import View

Make = Callable[[], Sheet]
"""A sheet that is made when somebody asks for it."""
MIMES: dict[Kind, str] = {
    "png": "image/png",
    "svg": "image/svg+xml",
    "pdf": "application/pdf",
    "html": "text/html",
    "csv": "text/csv",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "parquet": "application/vnd.apache.parquet",
}
_OFFERED = "offered"
_HERE: tuple[Kind, ...] = ("png", "svg")
"""What the reader's own browser makes where this machine cannot draw."""
_in_browser = st.components.v2.component(
    "huiyin.sheet",
    html='<div class="hy-actions"></div>',
    js="\n".join((SHEET_JS, (Path(__file__).parent / "export.js").read_text(encoding="utf-8"))),
    isolate_styles=False,
)


def begin_page() -> None:
    """Before a page is drawn: nothing of the page before can be taken out any more."""
    st.session_state[_OFFERED] = {}


def offer(context: Context, key: str, make: Make) -> bool:
    """Put a sheet among those of this page; whether this reader may take it out at all."""
    if context.scope.may_export:
        st.session_state.setdefault(_OFFERED, {})[key] = make
    return context.scope.may_export


def taken(context: Context, subject: str, make: Callable[[], bytes]) -> Callable[[], bytes]:
    """The file as a download asks for it: noted in the audit first, and not handed out where that cannot be done.

    Of people who sign in the door notes every file itself (``sign_in.let_out``).
    """
    author, is_at_door = author_of(context, context.page), is_noted_at_the_door()
    told = taking(visitor_now(context.build), context.build, author, context.scope)

    def noted() -> bytes:
        data = make()
        if is_at_door:
            told()
            return data
        audit.record(ledger_of(context), author, "export", subject=subject, detail=f"build {context.build.id}")
        return data

    return noted


def show_formats(context: Context, key: str, make: Make) -> None:
    """The formats of one figure in a dialog; one click on one of them is the file."""
    view, sheet = context.view, make()

    def formats() -> None:
        can_draw = sheets.can_draw()
        with st.container(horizontal=True, gap="small", key=f"formats-{key}"):
            for kind in sheets.kinds_of(sheet):
                if kind not in sheets.DRAWN or can_draw:
                    _button(context, key, sheet, kind)
        if sheet.figures and not can_draw:
            _show_in_browser(context, key, sheet)
        if not sheet.figures:
            st.caption(view.text("This is a table: pictures and web pages are made of figures."))
        st.caption(view.text("Finding, slice, base and build stand in every file. Each export is noted in the audit."))

    st.dialog(view.text("Export: {what}", what=unmarked(sheet.title)), width="medium")(formats)()


def show_csv(context: Context, answer: Answer, rows: Sequence[Row], *, key: str, name: str) -> None:
    """The rows that a table shows, as CSV."""
    view = context.view
    st.download_button(
        view.text("Download as CSV"),
        data=taken(
            context, f"{answer.question} {answer.measure} csv", lambda: to_csv(rows, verdicts.footer(answer, view))
        ),
        file_name=f"huiyin-{name}.csv",
        mime=MIMES["csv"],
        key=f"csv-{key}",
        on_click="ignore",
    )


def show_page(context: Context) -> None:
    """At the end of a page: everything on it in the chosen formats, as one archive."""
    view = context.view
    offered: dict[str, Make] = st.session_state.get(_OFFERED, {})
    if not offered or not context.scope.may_export:
        return
    with st.container(key="export-page"):
        if not st.button(view.text("Export this page"), key="export-everything", type="tertiary"):
            return

    def choose() -> None:
        can_draw = sheets.can_draw()
        known = [kind for kind in sheets.KINDS if can_draw or kind not in sheets.DRAWN]
        usual = [kind for kind in ("png", "xlsx") if kind in known]
        kinds = st.multiselect(
            view.text("Formats"), known, usual, format_func=lambda kind: format_name(kind, view), key="archive-kinds"
        )
        if not can_draw:
            show_notice(*missing_words(view))
        st.download_button(
            view.text("Everything on this page as one archive (ZIP)"),
            data=taken(
                context,
                f"page {context.page}: {' '.join(kinds)}",
                lambda: archive(context, list(offered.values()), kinds),
            ),
            file_name=f"huiyin-{context.page}-{context.build.bank}.zip",
            mime="application/zip",
            key="archive-take",
            on_click="ignore",
            disabled=not kinds,
            type="primary",
        )
        st.caption(view.text("{count} figures and tables; drawing takes a moment.", count=view.number(len(offered))))

    st.dialog(view.text("Everything on this page"), width="medium")(choose)()


def archive(context: Context, makes: Sequence[Make], kinds: Sequence[Kind]) -> bytes:
    """The sheets in each format they have, and an index; what this machine cannot draw is named there."""
    view = context.view
    made = [make() for make in makes]
    can_draw = sheets.can_draw()
    wished = [kind for kind in kinds if can_draw or kind not in sheets.DRAWN]
    bank = view.name((context.build.name, context.build.name_en))
    missing = "" if len(wished) == len(kinds) else view.text(": ").join(missing_words(view))
    return to_archive(f"回音 Huiyin · {bank}", made, sheets.files_of(made, wished), missing)


def format_name(kind: Kind, view: View) -> str:
    """A format as people ask for it."""
    names = {
        "png": view.text("Picture (PNG)"),
        "svg": view.text("Drawing (SVG)"),
        "pdf": view.text("Page (PDF)"),
        "html": view.text("Web page (HTML)"),
        "csv": view.text("Table (CSV)"),
        "xlsx": view.text("Excel (XLSX)"),
        "parquet": view.text("Data (Parquet)"),
    }
    return names[kind]


def missing_words(view: View) -> tuple[str, str]:
    """What this machine cannot do, and what to do instead."""
    return (
        view.text("This machine cannot draw files: Chromium is not installed on it."),
        view.text("Your own browser makes PNG and SVG; for a PDF open the web page (HTML) and print it as PDF."),
    )


def address_of(context: Context) -> str:
    """Where the reader sees this, after the bank's name: the page with its slice, its period written out, so that it
    is the same one tomorrow."""
    period = context.period
    pinned = context.chosen if period is None else replace(context.chosen, period=str(period))
    query = urlencode(context.address(pinned), doseq=True)
    base = str(st.context.url or "").split("?")[0] or f"/{context.page}"
    bank = context.view.name((context.build.name, context.build.name_en))
    return f"{bank} · {base}?{query}"


def _button(context: Context, key: str, sheet: Sheet, kind: Kind) -> None:
    st.download_button(
        format_name(kind, context.view),
        data=taken(
            context, f"{sheet.facts['question']} {sheet.facts['measure']} {kind}", lambda: sheets.file_of(sheet, kind)
        ),
        file_name=f"huiyin-{sheet.name}.{kind}",
        mime=MIMES[kind],
        key=f"export-{key}-{kind}",
        on_click="ignore",
    )


def _show_in_browser(context: Context, key: str, sheet: Sheet) -> None:
    """PNG and SVG by the reader's own browser, laid out by the same words of the same file."""
    view = context.view
    show_notice(*missing_words(view))
    name = f"browser-{key}"

    def noted() -> None:
        kind = st.session_state[name].get("made")
        subject = f"{sheet.facts['question']} {sheet.facts['measure']} {kind}"
        audit.record(
            ledger_of(context), author_of(context, context.page), "export", subject=subject, detail="in the browser"
        )

    _in_browser(
        key=name,
        data={
            "sheet": sheet.laid_out(),
            "name": f"huiyin-{sheet.name}",
            "labels": {kind: format_name(kind, view) for kind in _HERE},
            "library": library.address(st.get_option("server.baseUrlPath")),
        },
        on_made_change=noted,
    )
