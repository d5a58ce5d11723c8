"""Overview as one tall picture to send on (长图): the same answers, in the reader's language, always on light paper."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace
from html import escape
from pathlib import Path

import streamlit as st

from dashboard import overview_words, verdicts
from dashboard.components import story, tile
from dashboard.components.context import Context
from dashboard.components.export import taken
from dashboard.components.words import show_notice
from dashboard.exports import picture
from dashboard.exports.chromium import PictureError
from dashboard.figures.theme import FONTS, palette
from dashboard.values import Answer
from dashboard.views import View

WIDTH_PX = 750
_KEPT = "long-picture"
_SHEETS = tuple(
    (Path(__file__).parent / name).read_text(encoding="utf-8") for name in ("style.css", "long_picture.css")
)
_LOG = logging.getLogger(__name__)


def show_button(answers: Mapping[str, Answer], tiles: Sequence[tuple[Answer, list[str]]], context: Context) -> None:
    """One tap makes the picture; then it can be saved. Where no picture can be drawn, the same page as a file."""
    view = context.view
    if not context.scope.may_export:
        return
    here = (context.build.id, context.scope, context.address())

    def make() -> None:
        page = document(answers, tiles, context)
        try:
            st.session_state[_KEPT] = (here, "png", picture.tall(page, width_px=WIDTH_PX))
        except PictureError as fault:
            _LOG.warning("no picture: %s", fault)
            st.session_state[_KEPT] = (here, "html", page.encode())

    with st.container(key="long-picture"):
        st.button(view.text("Overview as one tall picture"), key="make-picture", on_click=make)
        kept = st.session_state.get(_KEPT)
        if not kept or kept[0] != here:
            return
        _, kind, data = kept
        if kind == "html":
            show_notice(
                view.text("No picture can be drawn on this machine: there is no Chromium."),
                view.text("The same page as one file: open it in a browser and save or print it from there."),
            )
        else:
            st.image(data, caption=view.text("Press and hold to save or send it."), width=WIDTH_PX // 2)
        st.download_button(
            view.text("Save"),
            data=taken(context, f"overview {kind}", lambda: data),
            file_name=f"huiyin-{story.slice_words(answers['nps'], view)}.{kind}",
            mime="image/png" if kind == "png" else "text/html",
            key="save-picture",
            on_click="ignore",
        )


def document(answers: Mapping[str, Answer], tiles: Sequence[tuple[Answer, list[str]]], context: Context) -> str:
    """The page as a whole document that needs nothing from outside."""
    view = replace(context.view, theme="light", is_large=False, medium="paper")
    on_paper = replace(context, view=view)
    nps, changed, hurts = answers["nps"], answers["changed"], answers["hurts"]
    bank = view.name((context.build.name, context.build.name_en))
    head = f'<span class="hy-wordmark">回音</span><span>{escape(bank)}</span><span>{escape(_about(nps, view))}</span>'
    pieces = [
        f"<header>{head}</header><h1>{escape(verdicts.title(nps, view))}</h1>",
        tile.hero(nps, on_paper),
        tile.parts(nps, on_paper),
        tile.tiles(list(tiles), on_paper),
        _section(
            view.text("What changed"),
            overview_words.looked_at(changed, view),
            _list(overview_words.sentences(changed, view)),
        ),
    ]
    if len(hurts.chart.get("units", ())) > 1:
        words = story.heat_words(hurts, view)
        pieces.append(_section(view.text("Where it hurts"), words, story.heat(hurts, on_paper)))
    line = overview_words.suggestions_line(answers["suggestions"], view)
    pieces.append(_section(view.text("Suggestions and effects"), line, ""))
    words = story.voices_words(answers["voices"], view)
    pieces.append(_section(view.text("In customers' own words"), words, story.voices(answers["voices"], on_paper)))
    pieces.append(f'<footer class="hy-foot">{escape(verdicts.footer(nps, view))}</footer>')
    colours = "".join(f"--hy-{name}:{value};" for name, value in asdict(palette(view)).items())
    style = f":root{{{colours}--hy-fonts:{FONTS};}}\n" + "\n".join(_SHEETS)
    return (
        f'<!doctype html><html lang="{view.tag}"><head><meta charset="utf-8"><style>{style}</style></head>'
        f'<body class="hy-picture">{"".join(pieces)}</body></html>'
    )


def _about(answer: Answer, view: View) -> str:
    period = view.period(answer.footer.period) if answer.footer.period else ""
    return view.text(" · ").join(
        each for each in (period, view.text("synthetic example data") if answer.footer.is_example else "") if each
    )


def _section(title: str, words: str, body: str) -> str:
    told = f'<p class="hy-say">{escape(words)}</p>' if words else ""
    return f'<section><h2 class="hy-section">{escape(title)}</h2>{told}{body}</section>'


def _list(sentences: Sequence[str]) -> str:
    return f"<ul>{''.join(f'<li>{escape(sentence)}</li>' for sentence in sentences)}</ul>" if sentences else ""
