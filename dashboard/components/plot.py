"""A panel as the browser has it: one element that keeps its place, whose words and drawings change there."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from html import escape
from pathlib import Path
from typing import Any

import streamlit as st

from dashboard.figures import library
from dashboard.figures.figure import Figure, written
from dashboard.figures.theme import config
from dashboard.views import View

_HTML = """<div class="hy-panel">
  <div data-part="head"></div>
  <div class="hy-figures"></div>
  <div data-part="key"></div>
  <div class="hy-panel-foot">
    <div><div data-part="foot"></div><div data-part="definition"></div></div>
    <div class="hy-actions" data-part="actions"></div>
  </div>
</div>"""
_panel = st.components.v2.component(
    "huiyin.panel",
    html=_HTML,
    js=(Path(__file__).parent / "panel.js").read_text(encoding="utf-8"),
    # the sheet of the page reaches the drawing, and the drawing's own rules stand in the page's head
    isolate_styles=False,
)


@dataclass(frozen=True)
class Plot:
    """One figure, read to who does not see it as ``alt``; a picture saved from it is called ``file_name``."""

    figure: Figure
    alt: str
    file_name: str
    name: str = ""
    """Stands above it where a panel has several."""


@dataclass(frozen=True)
class Action:
    """What a reader can do with a panel: a word to click on in its foot.

    ``done`` happens before the page is drawn anew, ``shown`` while it is, right after the panel.
    """

    name: str
    label: str
    done: Callable[[], None] | None = None
    shown: Callable[[], None] | None = None


@dataclass(frozen=True)
class Words:
    """What stands around the figures, as text of a page; whatever comes from data is escaped already."""

    head: str = ""
    key: str = ""
    foot: str = ""
    definition: str = ""


def show_panel(
    view: View,
    *,
    key: str,
    words: Words = Words(),
    plots: Sequence[Plot] = (),
    columns: int = 1,
    actions: Sequence[Action] = (),
    on_chosen: Callable[[tuple[str, ...]], None] | None = None,
) -> None:
    """Words, figures (side by side in ``columns`` where there is room) and actions.

    ``on_chosen`` is told the first custom value of the points that a click, a tap or a box chooses.
    """
    told: dict[str, Any] = {}
    if on_chosen is not None:
        told["on_chosen_change"] = partial(_chosen, key, on_chosen)
    if actions:
        told["on_asked_change"] = partial(_asked, key, actions)
    parts = {**vars(words), "actions": "".join(_button(action) for action in actions)}
    data = {
        "parts": parts,
        "figures": [
            {
                "name": plot.name,
                "label": plot.alt,
                "written": written(plot.figure, config(view, plot.file_name, is_selectable=on_chosen is not None)),
            }
            for plot in plots
        ],
        "columns": columns,
        "isSelectable": on_chosen is not None,
        "library": library.address(st.get_option("server.baseUrlPath")),
        "missing": view.text("This figure needs the drawing library, which did not arrive. Reload the page."),
    }
    # as bytes it is written once; the framework would write anything else three times
    _panel(key=key, data=json.dumps(data, ensure_ascii=False, separators=(",", ":")).encode(), **told)
    asked = st.session_state.pop(_asked_key(key), "") if actions else ""
    for action in actions:
        if action.name == asked and action.shown is not None:
            action.shown()


def show_plot(figure: Figure, view: View, *, key: str, alt: str, file_name: str) -> None:
    """One figure alone."""
    show_panel(view, key=key, plots=[Plot(figure, alt, file_name)])


def _button(action: Action) -> str:
    return f'<button type="button" data-action="{escape(action.name)}">{escape(action.label)}</button>'


def _asked_key(key: str) -> str:
    return f"asked-{key}"


def _chosen(key: str, on_chosen: Callable[[tuple[str, ...]], None]) -> None:
    found = tuple(dict.fromkeys(str(each) for each in st.session_state[key].get("chosen") or ()))
    if found:
        on_chosen(found)


def _asked(key: str, actions: Sequence[Action]) -> None:
    asked = st.session_state[key].get("asked")
    for action in actions:
        if action.name == asked:
            st.session_state[_asked_key(key)] = asked
            if action.done is not None:
                action.done()
