"""The steps of an upload: choose bank and file, try without changing anything, load, see what became of it."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from typing import Any

import streamlit as st

from dashboard.components import upload_draft
from dashboard.components.context import Visit
from dashboard.components.data_words import expected_words, reason_name, reason_remedy, show_quiet, show_small
from dashboard.components.pipeline import run_shown
from dashboard.components.upload_draft import Draft
from dashboard.components.upload_files import BANK_ID, EXAMPLE, SUFFIXES, Unfit, forget_old, keep, safe_name, unfit
from dashboard.components.upload_words import error_text
from dashboard.components.words import show_facts, show_notice, show_section
from dashboard.queries.builds import banks_folder, list_banks
from dashboard.views import View

_NEW = ""
"""Stands for a bank that does not exist yet among the ids to choose from."""


def show_choice(visit: Visit) -> None:
    """Which bank, and which file; nothing is taken before both are right."""
    view = visit.view
    bank, names, is_ready = _choose_bank(visit)
    given = st.file_uploader(
        view.text("The export, as your survey or complaint system gives it"), type=list(SUFFIXES), key="upload-file"
    )
    show_small(
        view.text(
            "Nothing leaves this machine. The file is kept readable by its owner alone; phone numbers, identity and "
            "card numbers are masked on the way in. Larger files than this field takes: load them in a terminal."
        )
    )
    if given is None:
        return
    content = given.getvalue()
    if found := unfit(given.name, content):
        show_notice(
            view.text("{file} cannot be read as an export.", file=safe_name(given.name)), *_unfit_words(found, view)
        )
        return
    if st.button(view.text("Look at the file"), type="primary", key="describe", disabled=not is_ready):
        folder = banks_folder() / bank
        forget_old(folder)
        upload_draft.begin(Draft(bank, names, keep(folder, given.name, content)))
        st.rerun()


def _choose_bank(visit: Visit) -> tuple[str, tuple[str, str] | None, bool]:
    """The bank's id, the names of a new one, and whether the choice is complete."""
    view = visit.view
    entries = {entry.bank: entry for entry in list_banks() if not entry.is_example and entry.bank != EXAMPLE}
    asked = next(iter(visit.address.get("bank", ())), "")
    options = [*entries, _NEW]

    def told(bank: str) -> str:
        return view.name((entries[bank].name, entries[bank].name_en)) if bank in entries else view.text("A new bank")

    chosen = st.selectbox(
        view.text("Into which bank?"),
        options,
        index=options.index(asked) if asked in options else 0,
        format_func=told,
        key=upload_draft.BANK_KEY,
    )
    if chosen in entries:
        return str(chosen), None, True
    with st.container(horizontal=True, gap="small"):
        name = st.text_input(view.text("The bank's name"), max_chars=60, key="new-bank-name").strip().lstrip("-")
        english = st.text_input(view.text("English name"), max_chars=60, key="new-bank-english").strip().lstrip("-")
        bank = st.text_input(
            view.text("Short id, for links and the terminal"), max_chars=41, placeholder="mybank", key="new-bank-id"
        ).strip()
    if bank and (not BANK_ID.fullmatch(bank) or bank == EXAMPLE or bank in entries):
        show_small(
            view.text("The id: lower-case letters, digits, - and _, starting with a letter or digit; not one in use.")
        )
        return bank, None, False
    return bank, (name, english), bool(bank and name)


def _unfit_words(found: Unfit, view: View) -> tuple[str, str]:
    """What was found, and what to do."""
    again = view.text("Export it again as CSV or XLSX.")
    words = {
        "empty": (view.text("The file is empty."), view.text("Check the export, and choose it again.")),
        "pdf": (view.text("It is a PDF document, whatever its name says."), again),
        "picture": (view.text("It is a picture, whatever its name says."), again),
        "archive": (view.text("It is an archive."), view.text("Unpack it and choose the file inside.")),
        "web_page": (view.text("It is a web page."), view.text("Open it in a spreadsheet and save it as XLSX or CSV.")),
        "suffix": (
            view.text("Its name does not end as an export's does."),
            view.text("Possible are: {endings}.", endings=", ".join(SUFFIXES)),
        ),
    }
    return words[found]


def show_head(draft: Draft, view: View) -> None:
    """Which file is on its way to which bank, and the way back."""
    with st.container(key="upload-head", horizontal=True, vertical_alignment="center", gap="small"):
        with st.container(width="stretch"):
            told = view.text("{file} → {bank}", file=draft.path.name, bank=(draft.names or (draft.bank, ""))[0])
            st.html(f'<p class="hy-lead">{escape(told)}</p>')
        st.button(view.text("Start again"), key="start-again", on_click=upload_draft.drop)


def show_errors(draft: Draft, view: View) -> None:
    """Every fault: found, where, expected, what to do; and that nothing has changed."""
    if not draft.refused:
        return
    show_notice(view.text("Not possible like this. Nothing has been changed."))
    for error in draft.refused:
        parts = (
            (view.text("Found"), error_text(error, "found", view)),
            (view.text("Where"), error_text(error, "where", view).replace(str(draft.path.parent) + "/", "")),
            (view.text("Expected"), error_text(error, "expected", view)),
            (view.text("What to do"), error_text(error, "what_to_do", view)),
        )
        cells = "".join(f"<dt>{escape(name)}</dt><dd>{escape(text)}</dd>" for name, text in parts if text)
        st.html(f'<dl class="hy-fault">{cells}</dl>')


def show_trial(draft: Draft, view: View) -> None:
    """The dry run and, after it, the load; what many retired rows need is an explicit yes."""
    report = draft.report or {}
    faults = tuple(report.get("errors", ()))
    # what is undecided stands above with its question; the loader's own words for it would say it twice
    if faults and not draft.refused and not report.get("undecided"):
        draft.refused = faults
    show_errors(draft, view)
    if upload_draft.asks_to_retire(draft):
        draft.may_retire = st.checkbox(
            view.text("Yes: rows that this file does not hold any more shall be retired."),
            value=draft.may_retire,
            key="may-retire",
        )
    is_open = bool(faults) or (upload_draft.asks_to_retire(draft) and not draft.may_retire)
    if draft.checked is None:
        if st.button(view.text("Dry run: change nothing"), type="primary", key="check", disabled=is_open):
            upload_draft.check(draft, view)
            st.rerun()
        return
    show_section(view.text("What loading would do"))
    show_counts(draft.checked, view)
    if st.button(view.text("Load now"), type="primary", key="load"):
        upload_draft.load(draft, view)
        st.rerun()


def show_counts(file: Mapping[str, Any], view: View) -> None:
    """What becomes of a file's rows, and why some are refused."""

    def number(name: str) -> str:
        return view.number(int(file.get(name) or 0))

    more = [
        view.text("{count} new", count=number("added")),
        view.text("{count} changed", count=number("changed")),
        view.text("{count} unchanged", count=number("unchanged")),
    ]
    if file.get("superseded"):
        more.append(view.text("{count} replaced within the file", count=number("superseded")))
    facts = [
        (view.text("Rows read"), number("read"), ""),
        (view.text("Accepted"), number("accepted"), " · ".join(more) if "added" in file else ""),
        (view.text("Refused"), number("refused"), ""),
        (view.text("Retired"), number("retired"), view.text("rows of earlier loads")),
        (view.text("Off scale"), number("off_scale"), view.text("kept, never counted as answers")),
        (view.text("Masked"), number("masked"), view.text("pieces of personal data")),
    ]
    show_facts(facts)
    rows = "".join(_reason_row(reason, int(count), file, view) for reason, count in _reasons(file))
    if rows:
        st.html(f'<table class="hy-reasons"><tbody>{rows}</tbody></table>')
    if file.get("dropped"):
        show_small(view.text("{count} single values could not be read and are left out.", count=number("dropped")))


def _reasons(file: Mapping[str, Any]) -> list[tuple[str, int]]:
    return sorted(dict(file.get("refused_by_reason") or {}).items(), key=lambda pair: -pair[1])


def _reason_row(reason: str, count: int, file: Mapping[str, Any], view: View) -> str:
    example = next((one for one in file.get("examples", ()) if one["reason"] == reason), None)
    shown = ""
    if example:
        place = view.text("row {row}, column {column}", row=example["row_number"], column=example["column_name"])
        value = str(example["value_masked"]) or view.text("(empty)")
        shown = f"<code>{escape(value)}</code><span>{escape(place)}</span>"
    remedy = reason_remedy(reason, view) or expected_words(str((example or {}).get("expected", "")), view)
    return (
        f"<tr><td><strong>{escape(reason_name(reason, view))}</strong><span>{escape(remedy)}</span></td>"
        f'<td class="hy-count">{view.number(count)}</td><td>{shown}</td></tr>'
    )


def show_done(draft: Draft, visit: Visit) -> None:
    """What was loaded, and where to look at it."""
    view = visit.view
    show_section(view.text("Loaded: {file} is part of the bank now.", file=draft.path.name))
    show_counts(draft.loaded or {}, view)
    manner = {name: values for name, values in visit.address.items() if name in ("lang", "large")}
    address = {**manner, "bank": [draft.bank], "period": ["all"]}
    with st.container(horizontal=True, gap="small"):
        st.page_link("pages/overview.py", label=view.text("Go to the overview"), query_params=address)
        st.page_link("pages/data.py", label=view.text("Go to the data page"), query_params=address)
        st.button(view.text("Load another file"), key="another", on_click=upload_draft.drop)


def show_removal(visit: Visit) -> None:
    """The example bank goes when one's own is there; only after a second, explicit click."""
    view = visit.view
    if not any(entry.bank == EXAMPLE for entry in list_banks()):
        return
    show_section(view.text("The example bank"))
    show_quiet(view.text("It stays apart from your own bank and may be removed at any time; it can be built again."))
    with st.popover(view.text("Remove the example bank"), key="open-remove"):
        st.write(view.text("All of the example is deleted: its builds, descriptions and files. Your own banks stay."))
        if st.button(view.text("Yes, remove it"), type="primary", key="remove-example"):
            _, last = run_shown(view, "remove", "--bank", EXAMPLE, "--yes")
            if last.get("event") == "done":
                st.query_params.from_dict({k: v for k, v in visit.address.items() if k in ("lang", "large")})
                st.rerun()
            show_notice(view.text("It could not be removed; perhaps it is being built at this moment. Try again."))
