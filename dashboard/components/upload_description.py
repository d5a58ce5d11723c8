"""The proposed description before a person: every line in words with its reason, and each to be corrected."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

import streamlit as st

from dashboard.components.data_words import show_small, table_name
from dashboard.components.upload_draft import Draft, Line
from dashboard.components.upload_words import (
    group_title,
    is_decided,
    key_word,
    least_sure,
    sureness_word,
    value_words,
)
from dashboard.components.words import show_notice, show_section
from dashboard.views import View

MOST_ROWS = 12
"""Groups shown at once; a questionnaire of hundreds of columns is read in parts."""
PAIRS = ("values", "constants")
"""Lines that hold pairs of a word and its meaning."""
Meanings = Mapping[str, tuple[str, str]]


def show_description(draft: Draft, view: View) -> None:
    """What the file is, what somebody has to decide, and every group of lines with a way to change it."""
    report: Mapping[str, Any] = draft.report or {}
    meanings: Meanings = {
        str(one["column"]): (str(one["meaning_zh"]), str(one["meaning"])) for one in report.get("contract", ())
    }
    show_section(view.text("How the file will be read"), _summary(report, view))
    _choose_table(draft, report, view)
    groups = draft.groups()
    waiting = [group for group, lines in groups.items() if any(line.sureness == "undecided" for line in lines)]
    if waiting:
        show_notice(
            view.text("Needed before anything can be loaded: your decision on {count}.", count=len(waiting)),
            view.text("They are never guessed silently, because a wrong guess would look like a number."),
        )
    for group in waiting:
        _row(group, groups[group], draft, meanings, view)
        _edit(group, groups[group], draft, report, view)
    # what a person has just decided stays in sight, however long the questionnaire
    others = [group for group in groups if group not in waiting]
    others.sort(key=lambda group: not is_decided(groups[group]))
    shown = others if st.session_state.get("upload-all") else others[:MOST_ROWS]
    for group in shown:
        _row(group, groups[group], draft, meanings, view)
        if draft.editing == group:
            _edit(group, groups[group], draft, report, view)
    if len(others) > MOST_ROWS:
        st.toggle(view.text("Show all {count} parts", count=len(others)), key="upload-all")
    show_small(
        *(view.name((str(note.get("why_zh", "")), str(note.get("why", "")))) for note in report.get("notes", ()))
    )
    _unread(draft, report, meanings, view)
    with st.expander(view.text("The description as it will be kept (TOML)")):
        st.code(str(report.get("toml", "")), language="toml")


def show_decisions(draft: Draft, view: View) -> None:
    """What has to be said before the file can be read at all."""
    if draft.to_decide:
        _edit("", draft.to_decide, draft, {}, view)


def _summary(report: Mapping[str, Any], view: View) -> str:
    rows = view.number(int(report.get("rows") or 0))
    told = (
        view.text("The first {rows} rows were looked at.", rows=rows)
        if report.get("is_sample")
        else view.text("{rows} rows were looked at.", rows=rows)
    )
    layout = value_words("file.layout", str(report.get("layout", "")), view)
    return f"{told} {view.text('Layout: {layout}', layout=layout)}"


def _choose_table(draft: Draft, report: Mapping[str, Any], view: View) -> None:
    guesses = {str(one["table"]): one for one in report.get("tables", ())}
    names = list(dict.fromkeys([str(report.get("table", "")), *guesses]))

    def told(table: str) -> str:
        guess = guesses.get(table)
        return table_name(table, view) + (f" · {sureness_word(str(guess['sureness']), view)}" if guess else "")

    chosen = st.selectbox(
        view.text("What does this file hold?"), names, index=0, format_func=told, key=f"table-{len(draft.decisions)}"
    )
    guess = guesses.get(str(chosen))
    if guess:
        show_small(view.name((str(guess.get("why_zh", "")), str(guess.get("why", "")))))
    if chosen != report.get("table"):
        draft.decisions = {}
        draft.decide({"table": chosen})
        st.rerun()


def _row(group: str, lines: Sequence[Line], draft: Draft, meanings: Meanings, view: View) -> None:
    title = group_title(group, lines, meanings, view)
    sureness = least_sure(lines)
    facts = [
        f"<span><em>{escape(key_word(line.key, view))}</em> {escape(value_words(line.key, line.value, view))}</span>"
        for line in lines
    ]
    why = next((line.why for line in lines if line.sureness == sureness), lines[0].why)
    with st.container(key=f"part-{group.replace('.', '-') or 'file'}", horizontal=True, vertical_alignment="top"):
        with st.container(width="stretch"):
            st.html(
                f'<div class="hy-part"><strong>{escape(title)}</strong>'
                f'<i class="hy-sure hy-sure-{escape(sureness)}">{escape(sureness_word(sureness, view))}</i>'
                f'<div class="hy-lines">{"".join(facts)}</div><small>{escape(view.name(why))}</small></div>'
            )
        if not any(line.sureness == "undecided" for line in lines):
            st.button(
                view.text("Change"),
                key=f"change-{group}",
                type="tertiary",
                on_click=_open,
                args=(draft, None if draft.editing == group else group),
            )


def _open(draft: Draft, group: str | None) -> None:
    draft.editing = group


def _edit(group: str, lines: Sequence[Line], draft: Draft, report: Mapping[str, Any], view: View) -> None:
    """A form with one simple field for each line; only what was changed is taken as decided."""
    headers = {str(one["column"]): str(one["header"]) for one in report.get("columns", ())}
    with st.form(key=f"form-{group}-{len(draft.decisions)}", border=True):
        found = {line.path: _field(line, headers, view) for line in lines}
        with st.container(horizontal=True, gap="small"):
            is_taken = st.form_submit_button(view.text("Take these"), type="primary")
            is_left_out = bool(group) and st.form_submit_button(view.text("Leave this out"))
    if is_left_out:
        draft.decide({group: None})
        st.rerun()
    if is_taken:
        changed = {
            line.path: found[line.path]
            for line in lines
            if found[line.path] is not None and found[line.path] != line.value
        }
        if changed:
            draft.decide(changed)
        else:
            draft.editing = None
        st.rerun()


def _field(line: Line, headers: Mapping[str, str], view: View) -> Any:
    """The field of one line; gives its value in the kind of the line, None where nothing was chosen."""
    label, key, value = key_word(line.key, view), f"field-{line.path}", line.value
    # one way of reading a scale, or the other
    is_choice_of_tables = line.key == "values" and value is None and bool(line.choices)
    if line.key in PAIRS and not is_choice_of_tables:
        proposed: Mapping[str, Any] = next((choice for choice, _ in line.choices if isinstance(choice, Mapping)), {})
        text = st.text_area(
            label,
            value=_written(value or {}),
            placeholder=_written(proposed),
            help=view.text("One per line: word = meaning"),
            key=key,
        )
        return _pairs(text, value or {}) or None
    if line.key == "format":
        return _format(line, label, key, view)
    if line.choices or line.key == "column":
        options: list[Any] = [choice for choice, _ in line.choices]
        if line.key == "column":
            options += [column for column in headers if column not in options]
        if value is not None and value not in options:
            options.insert(0, value)
        reasons = [view.name(why) for _, why in line.choices]
        chosen = st.selectbox(
            label,
            range(len(options)),
            index=options.index(value) if value is not None else None,
            format_func=lambda at: _option(line, options[at], reasons[at] if at < len(reasons) else "", headers, view),
            placeholder=view.text("please decide"),
            key=key,
        )
        return None if chosen is None else options[chosen]
    if isinstance(value, bool):
        return st.checkbox(label, value=value, key=key)
    if isinstance(value, int | float):
        return st.number_input(label, value=value, key=key)
    if isinstance(value, list):
        text = st.text_area(label, value="\n".join(map(str, value)), help=view.text("One per line"), key=key)
        return text.split("\n") if text else []
    text = st.text_input(label, value="" if value is None else str(value), key=key)
    return text or None


def _option(line: Line, value: Any, why: str, headers: Mapping[str, str], view: View) -> str:
    told = headers.get(str(value), str(value)) if line.key == "column" else value_words(line.key, value, view)
    if not why or line.key == "column":
        return told
    # a table is long, and a telephone cuts it: what it means comes first
    return f"{why} · {told}" if isinstance(value, Mapping) else f"{told} · {why}"


def _format(line: Line, label: str, key: str, view: View) -> str | None:
    """One of the formats that fit, told by what each makes of a day; or any other, typed in."""
    options = [str(choice) for choice, _ in line.choices]
    now = line.value if isinstance(line.value, str) else None
    if now is not None and now not in options:
        options.insert(0, now)
    chosen = st.selectbox(
        label,
        options,
        index=options.index(now) if now is not None else None,
        format_func=lambda pattern: value_words("format", pattern, view),
        placeholder=view.text("please decide"),
        accept_new_options=True,
        key=key,
    )
    return str(chosen) if chosen else None


def _written(pairs: Mapping[str, Any]) -> str:
    return "\n".join(f"{word} = {told}" for word, told in pairs.items())


def _pairs(text: str, before: Mapping[str, Any]) -> dict[str, Any]:
    """Lines of word = meaning; a meaning is a number where it can be one and the meanings before were no words."""
    is_number = all(isinstance(told, int | float) for told in before.values())
    found: dict[str, Any] = {}
    for line in text.split("\n"):
        word, mark, told = line.rpartition("=")
        if mark:
            meaning = told.strip()
            found[word.strip()] = _number(meaning) if is_number else meaning
    return found


def _number(text: str) -> int | float | str:
    try:
        return int(text)
    except ValueError:
        try:
            return float(text)
        except ValueError:
            return text


def _unread(draft: Draft, report: Mapping[str, Any], meanings: Meanings, view: View) -> None:
    """Columns of the file that no line reads, and a way to use one."""
    unread = [one for one in report.get("columns", ()) if not one.get("used_by")]
    if not unread:
        return
    with st.expander(view.text("{count} columns of the file are not read", count=len(unread))):
        st.dataframe(
            [
                {
                    view.text("Column of the file"): str(one["header"]),
                    view.text("Holds"): view.name((str(one.get("holds_zh", "")), str(one.get("holds", "")))),
                    view.text("Filled"): one.get("filled"),
                    view.text("Examples (masked)"): ", ".join(map(str, one.get("examples", ()))),
                }
                for one in unread
            ],
            hide_index=True,
            key="unread",
        )
        taken = {line.group.removeprefix("columns.") for line in draft.lines if line.group.startswith("columns.")}
        free = [
            str(one["column"])
            for one in report.get("contract", ())
            if not one.get("derived") and one["column"] not in taken
        ]
        if not free:
            return
        with st.form(key=f"form-add-{len(draft.decisions)}", border=False):
            column = st.selectbox(
                view.text("Column of the file"),
                [str(one["column"]) for one in unread],
                index=None,
                format_func=lambda name: next(str(one["header"]) for one in unread if one["column"] == name),
                placeholder=view.text("choose"),
                key="add-column",
            )
            meaning = st.selectbox(
                view.text("Read it as"),
                free,
                index=None,
                format_func=lambda name: view.name(meanings.get(name, (name, name))),
                placeholder=view.text("choose"),
                key="add-meaning",
            )
            is_added = st.form_submit_button(view.text("Read this column"))
        if is_added and column and meaning:
            draft.decide({f"columns.{meaning}.column": column})
            st.rerun()
