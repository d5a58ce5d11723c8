"""The voices on screen: whose are heard, words and themes to open, and the texts behind them, masked and escaped."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import partial
from html import escape

import streamlit as st

from dashboard import verdicts
from dashboard.components import panel
from dashboard.components.context import Context
from dashboard.components.ledger import show_draft_button
from dashboard.components.reception import note_texts
from dashboard.components.table import Cell, state_name
from dashboard.components.words import show_notice
from dashboard.listening import GROUPS, SOURCES, Listening
from dashboard.queries.voices import Text
from dashboard.values import Answer, Released
from dashboard.views import View
from dashboard.voice_words import group_name, risen_word, source_name, theme_found, theme_name

SHOWN_AT_ONCE = 240
"""Characters of a text that stand on the page; the rest of a longer one is one click away."""
SHOWN_AT_MOST = 3_000
_HAN = re.compile("[\u3400-\u9fff]")
_UNSEEN = re.compile("[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]")
"""Control characters and marks that turn the direction of what stands behind them."""


def show_choice(heard: Listening, context: Context) -> None:
    """Whose voices: by source and by the score that goes with them."""
    view = context.view
    with st.container(key="listening", horizontal=True, gap="large"):
        sources = {"": view.text("All sources"), **{each: source_name(each, view) for each in SOURCES}}
        _pills("heard", view.text("Where it was said"), sources, heard.source, context)
        groups = {"": view.text("Everyone"), **{each: group_name(each, view) for each in GROUPS}}
        _pills("group", view.text("Who speaks"), groups, heard.group, context)


def show_unknown(faults: Sequence[tuple[str, str]], context: Context) -> None:
    """An address that asks for a source, group or theme that does not exist shows nothing, and says so."""
    view = context.view
    show_notice(
        view.text("This address asks for something that does not exist here; nothing is shown."),
        *(view.text("{name}: {value}", name=name, value=value) for name, value in faults),
    )
    names = {name: None for name, _ in faults}
    st.button(view.text("Take it away"), key="drop-unheard", on_click=context.go, kwargs=names)


def show_words(answer: Answer, context: Context, *, key: str, kicker: str, opened: str) -> None:
    """An answer about words with its figure, and each word as a button that opens the texts behind it."""
    if not answer.values and not answer.missing:
        _show_none(answer, context, key=key, kicker=kicker)
        return
    panel.show(answer, context, key=key, kicker=kicker, rows=partial(rows, answer, context))
    words = [value.of("word") or "" for value in answer.values]
    if words:
        label = context.view.text("Read the texts with")
        _openings("word", label, {word: word for word in words}, opened, context, key=key)


def show_themes(answer: Answer, context: Context, *, opened: str) -> None:
    """The themes with their scores, how far the dictionary can be trusted, and each theme to open."""
    view = context.view
    kicker = view.text("Themes")
    if not answer.values and not answer.missing:
        _show_none(answer, context, key="themes", kicker=kicker)
        return
    panel.show(
        answer,
        context,
        key="themes",
        kicker=kicker,
        rows=partial(rows, answer, context),
        sentences=_trust(answer, context),
    )
    names = {value.of("theme") or "": theme_name(value, answer, view) for value in answer.values}
    if names:
        _openings("theme", view.text("Open a theme"), names, opened, context, key="themes")


def show_texts(answer: Answer, heard: Listening, title: str, context: Context) -> None:
    """Some of the texts with the word or theme, the newest first, or why they stay closed."""
    view = context.view
    with st.container(key="texts"):
        st.html(f'<h2 class="hy-section">{escape(title)}</h2>')
        if answer.missing:
            show_notice(verdicts.missing(answer, view))
            return
        shown: tuple[Text, ...] = answer.chart["texts"]
        if not shown:
            withheld = {
                "too_few": view.text("Fewer than ten texts: they are neither counted here nor opened."),
                "not_permitted": view.text("Your role does not include reading customers' own words."),
            }
            show_notice(withheld[answer.chart["withheld"]])
        else:
            note_texts(context, heard.word or heard.theme or title)
            lead = view.text(
                "{shown} of {count} texts, the newest, each wording once; masked before they were stored",
                shown=view.number(len(shown)),
                count=view.number(answer.chart["opened"]),
            )
            items = "".join(_item(each, heard.word, answer, context) for each in shown)
            st.html(f'<p class="hy-say">{escape(lead)}</p><ul class="hy-texts">{items}</ul>')


def show_draft(answer: Answer, opened: str, context: Context) -> None:
    """One click puts the opened word that rose, or the opened theme, on the improvement list with its numbers."""
    is_word = answer.question == "voices.rising"
    dimension = "word" if is_word else "theme"
    place = next((at for at, value in enumerate(answer.values) if value.of(dimension) == opened), None)
    if place is None:
        return
    value = answer.values[place]
    title = (risen_word if is_word else theme_found)(answer, place, context.view)
    numbers: dict[str, str | float | int | None] = {
        dimension: opened,
        "share_pct": value.score,
        "low_pct": value.low,
        "high_pct": value.high,
        "texts": _whole(value.parts.get("documents")),
        "texts_before": _whole(value.parts.get("documents_before")),
        "all_texts": value.base,
        "all_texts_before": answer.chart["documents_before"],
    }
    show_draft_button(
        context,
        key=dimension,
        kind="rising_word" if is_word else "topic",
        title=title,
        numbers={name: number for name, number in numbers.items() if number is not None},
        measure="documents",
        page="voices",
    )


def rows(answer: Answer, context: Context) -> list[dict[str, Cell]]:
    """The table behind an answer about texts."""
    view, chart = context.view, answer.chart
    told: list[dict[str, Cell]] = []
    for place, value in enumerate(answer.values):
        row: dict[str, Cell] = {}
        if theme := value.of("theme"):
            row[view.text("Theme")] = theme_name(value, answer, view) if theme else ""
        if word := value.of("word"):
            row[view.text("Word")] = word
        if other := value.of("with"):
            row[view.text("With")] = other
        if group := value.of("group"):
            row[view.text("Who speaks")] = group_name(group, view)
        if month := value.of("month"):
            row[view.text("Month")] = month[:7]
        row[view.text("Share of texts, %")] = value.score
        row[view.text("95% interval from")] = value.low
        row[view.text("95% interval to")] = value.high
        row[view.text("Texts")] = _whole(value.parts.get("documents"))
        row[view.text("All texts")] = value.base
        if chart.get("before"):
            row[view.text("Share before, per cent")] = chart["before"][place]
        for name, heading in (
            ("ratios", view.text("Times as often as before")),
            ("odds", view.text("Odds ratio")),
            ("lifts", view.text("Times as often as chance")),
        ):
            if chart.get(name):
                row[heading], row[view.text("from")], row[view.text("to")] = chart[name][place]
        if chart.get("scores"):
            row |= _score_cells(chart["scores"][place], view)
        if answer.question == "voices.themes" and answer.verdicts:
            row[view.text("Against the twelve months before")] = verdicts.word(answer.verdicts[place], view)
        row[view.text("How to read it")] = state_name(value, view)
        told.append(row)
    return told


def _score_cells(score: Released, view: View) -> dict[str, Cell]:
    return {view.text("NPS of those who speak of it"): score.score, view.text("Answers with a score"): score.base}


def _whole(count: float | None) -> int | None:
    return None if count is None else int(count)


def _trust(answer: Answer, context: Context) -> tuple[str, ...]:
    """How often the dictionary is right, as measured on the labelled sample."""
    if answer.missing or not answer.chart["sample_texts"]:
        return ()
    view = context.view
    (precision,) = answer.chart["precision_all"]
    if precision.score is None:
        return ()
    return (
        view.text(
            "Themes are found by the words of a dictionary. On {count} invented texts that a person labelled, "
            "{precision}% of what it finds is right (95% interval {low} to {high}).",
            count=view.number(answer.chart["sample_texts"]),
            precision=view.number(precision.score),
            low=view.number(precision.low or 0),
            high=view.number(precision.high or 0),
        ),
    )


def _show_none(answer: Answer, context: Context, *, key: str, kicker: str) -> None:
    """An answer that found nothing: the finding, and how many were looked at."""
    title = verdicts.title(answer, context.view)
    with st.container(key=f"panel-{key}"):
        st.html(f'<p class="hy-kicker">{escape(kicker)}</p><h2 class="hy-find">{escape(title)}</h2>')
        panel.show_foot(answer, context, key=key, rows=list)


def _pills(name: str, label: str, options: Mapping[str, str], here: str, context: Context) -> None:
    key = f"voices-{name}"
    st.session_state[key] = here

    def written() -> None:
        context.go(**{name: st.session_state[key] or None})

    st.pills(label, list(options), format_func=lambda each: options[each], key=key, on_change=written, wrap=True)


def _openings(name: str, label: str, options: Mapping[str, str], here: str, context: Context, *, key: str) -> None:
    """Buttons of which one may be open; opening one closes what was open before, word or theme."""
    key = f"open-{name}-{key}"
    st.session_state[key] = here if here in options else None
    other = "theme" if name == "word" else "word"

    def written() -> None:
        context.go(**{name: st.session_state[key], other: None})

    st.pills(label, list(options), format_func=lambda each: options[each], key=key, on_change=written, wrap=True)


def _item(each: Text, word: str, answer: Answer, context: Context) -> str:
    """One text as text: whatever markup it holds is shown and never run."""
    view = context.view
    words = _UNSEEN.sub("", each.text)[:SHOWN_AT_MOST]
    lang = "zh-CN" if _HAN.search(words) else "en"
    short, rest = words[:SHOWN_AT_ONCE], words[SHOWN_AT_ONCE:]
    body = f'<bdi lang="{lang}">{_marked(short, word)}</bdi>'
    if rest:
        more = escape(view.text("whole text"))
        body += f'…<details><summary>{more}</summary><bdi lang="{lang}">{escape(words)}</bdi></details>'
    unit = answer.labels.get(("unit", each.unit_id))
    about = [view.day(each.told_on), source_name(each.source, view)]
    about += [group_name(each.score_group, view)] if each.score_group else []
    about += [view.name(unit)] if unit else []
    return f"<li><p>{body}</p><small>{escape(' · '.join(about))}</small></li>"


def _marked(text: str, word: str) -> str:
    """The text escaped, with the word marked where it stands in it as it is."""
    if not word:
        return escape(text)
    pieces = re.split(f"({re.escape(word)})", text, flags=re.IGNORECASE)
    return "".join(f"<mark>{escape(piece)}</mark>" if at % 2 else escape(piece) for at, piece in enumerate(pieces))
