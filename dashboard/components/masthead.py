"""The head of every page: wordmark, bank, the example badge, the pages, language and type size."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import nullcontext
from html import escape
from typing import Any

import streamlit as st

from dashboard.queries.builds import Build
from dashboard.views import View

Address = Mapping[str, list[str]]


def show_brand(view: View, bank: str = "", *, is_example: bool = False) -> None:
    """The wordmark with the bank's name, and the badge that says when nothing here is real."""
    badge = ""
    if is_example:
        badge = f'<span class="hy-badge">{escape(view.text("Synthetic data"))}</span>'
    name = f'<span class="hy-bank">{escape(bank)}</span>' if bank else ""
    st.html(
        '<div class="hy-brand"><span class="hy-wordmark" lang="zh-CN">回音</span>'
        f'<span class="hy-latin">Huiyin</span>{name}{badge}</div>'
    )


def show_masthead(
    view: View,
    address: Address,
    build: Build | None = None,
    pages: Sequence[tuple[Any, str]] = (),
    here: Any = None,
    show_person: Callable[[], None] | None = None,
) -> None:
    """Wordmark, links to the pages (each carries the address and so the slice), the reader's own switches, and who
    reads, which ``show_person`` shows."""
    with st.container(key="masthead", horizontal=True, vertical_alignment="center", gap="small"):
        with st.container(key="brand", width="content"):
            if build:
                show_brand(view, view.name((build.name, build.name_en)), is_example=build.is_example)
            else:
                show_brand(view)
        with st.container(key="pages", horizontal=True, gap="xsmall", width="stretch"):
            for page, title in pages:
                with st.container(key="page-here", width="content") if page is here else nullcontext():
                    st.page_link(page, label=title, query_params=dict(address))
        with st.container(key="manner", horizontal=True, gap="small", width="content"):
            other = "en" if view.language == "zh_CN" else "zh_CN"
            st.button(
                "English" if other == "en" else "中文",
                key="language",
                type="tertiary",
                on_click=_write,
                args=(address, "lang", other),
            )
            st.button(
                view.text("Normal type") if view.is_large else view.text("Large type"),
                key="large",
                type="tertiary",
                on_click=_write,
                args=(address, "large", None if view.is_large else "1"),
            )
            if show_person is not None:
                show_person()


def _write(address: Address, name: str, value: str | None) -> None:
    kept = {key: values for key, values in address.items() if key != name}
    st.query_params.from_dict({**kept, **({name: [value]} if value else {})})
