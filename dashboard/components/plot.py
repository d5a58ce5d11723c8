"""A figure on the page. It keeps its place from one slice to the next, and its drawing changes there."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import streamlit as st

from dashboard.figures import library
from dashboard.figures.figure import Figure, written
from dashboard.figures.theme import config
from dashboard.views import View

_plot = st.components.v2.component(
    "huiyin.plot",
    html='<div class="hy-plot" role="figure"></div>',
    js=(Path(__file__).parent / "plot.js").read_text(encoding="utf-8"),
    # the sheet of the page reaches the drawing, and the drawing's own rules stand in the page's head
    isolate_styles=False,
)


def show_plot(
    figure: Figure,
    view: View,
    *,
    key: str,
    alt: str,
    file_name: str,
    on_chosen: Callable[[tuple[str, ...]], None] | None = None,
) -> None:
    """One figure, read to who does not see it as ``alt``; a picture saved from it is called ``file_name``.

    ``on_chosen`` is told the first custom value of the points that a click, a tap or a box chooses.
    """

    def chosen() -> None:
        found = tuple(dict.fromkeys(str(each) for each in st.session_state[key].get("chosen") or ()))
        if found and on_chosen is not None:
            on_chosen(found)

    told: dict[str, Any] = {"on_chosen_change": chosen} if on_chosen is not None else {}
    _plot(
        key=key,
        data={
            "figure": written(figure, config(view, file_name, is_selectable=on_chosen is not None)),
            "label": alt,
            "isSelectable": on_chosen is not None,
            "library": library.address(st.get_option("server.baseUrlPath")),
            "missing": view.text("This figure needs the drawing library, which did not arrive. Reload the page."),
        },
        **told,
    )
