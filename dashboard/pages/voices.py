"""Voices: what do customers say, and what are they starting to say? For the team that has to decide what to fix next.

First what is new (words on the rise), beside it what tells detractors from promoters; then what is spoken of most, and
with what score; then what is said together. Every word and theme opens the customers' own words.
"""

from __future__ import annotations

from dataclasses import replace
from functools import partial

import streamlit as st

from dashboard.answers import themes, voices
from dashboard.components import panel
from dashboard.components import voices as shown
from dashboard.components.context import Context, current
from dashboard.components.side_by_side import side_by_side
from dashboard.components.style import apply_sheet
from dashboard.components.words import show_title
from dashboard.listening import listening_of
from dashboard.queries.voices import themes as themes_known


def show(context: Context) -> None:
    """Words, themes, pairs; and under them the texts behind what is opened."""
    view = context.view
    apply_sheet("voices")
    show_title(view.text("Voices"), view.text("What do customers say, and what are they starting to say?"))
    names = {theme.theme_id: theme.names for theme in themes_known(context.build)}
    heard, faults = listening_of(context.manner, names)
    if faults:
        shown.show_unknown(faults, context)
        return
    shown.show_choice(heard, context)
    asked = (context.build, context.chosen, context.scope, heard)
    questions = {
        "rising": partial(voices.rising, *asked),
        "telling": partial(voices.telling, *asked),
        "themes": partial(themes.themes, *asked),
        "together": partial(voices.together, *asked),
    }
    if heard.theme:
        questions["theme"] = partial(themes.months, *asked)
    answers = side_by_side(**questions)
    if answers["rising"].missing == "no_documents":
        panel.show(answers["rising"], context, key="rising")
        return

    # What is opened: a word, a theme, or, where nothing is, the word that rose most surely.
    words_risen = [value.of("word") or "" for value in answers["rising"].values]
    word = heard.word or ("" if heard.theme else next(iter(words_risen), ""))
    opened = replace(heard, word=word)
    texts = voices.texts(*asked[:-1], opened) if word or heard.theme else None
    title = view.text("Texts with “{word}”", word=word)
    rising, telling = st.columns(2, gap="large")
    with rising:
        kicker = view.text("On the rise against the twelve months before")
        shown.show_words(answers["rising"], context, key="rising", kicker=kicker, opened=word)
        if texts is not None and word in words_risen:
            shown.show_texts(texts, opened, title, context)
            shown.show_draft(answers["rising"], word, context)
    with telling:
        kicker = view.text("What tells who is speaking")
        shown.show_words(answers["telling"], context, key="telling", kicker=kicker, opened=word)
    if texts is not None and word and word not in words_risen:
        shown.show_texts(texts, opened, title, context)
    shown.show_themes(answers["themes"], context, opened=heard.theme)
    if texts is not None and heard.theme:
        name = view.name(names[heard.theme])
        rows = partial(shown.rows, answers["theme"], context)
        panel.show(answers["theme"], context, key="theme", kicker=name, rows=rows)
        shown.show_texts(texts, opened, view.text("Texts about {theme}", theme=name), context)
        shown.show_draft(answers["themes"], heard.theme, context)
    kicker = view.text("Said together")
    shown.show_words(answers["together"], context, key="together", kicker=kicker, opened=word)


show(current())
