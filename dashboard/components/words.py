"""Text blocks of our own making: a page's title, a sentence, a notice. Everything that comes from data is escaped."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

import streamlit as st


def unmarked(text: str) -> str:
    """A text as Streamlit's Markdown shows it unchanged."""
    return "".join("\\" + letter if letter in r"\`*_{}[]()#+-!|~:$<>" else letter for letter in text)


def show_title(title: str, question: str) -> None:
    """A page's title and the question it answers."""
    st.html(f'<h1 class="hy-title">{escape(title)}</h1><p class="hy-lead">{escape(question)}</p>')


def show_section(title: str, lead: str = "") -> None:
    """A section's heading with an optional sentence under it."""
    more = f'<p class="hy-say">{escape(lead)}</p>' if lead else ""
    st.html(f'<h2 class="hy-section">{escape(title)}</h2>{more}')


def show_notice(title: str, *sentences: str) -> None:
    """Something the reader has to know, in words: what is missing and what to do about it."""
    body = "".join(f"<div>{escape(sentence)}</div>" for sentence in sentences if sentence)
    st.html(f'<div class="hy-notice" role="status"><strong>{escape(title)}</strong>{body}</div>')


def show_facts(facts: Iterable[tuple[str, str, str]]) -> None:
    """Numbers in large, each with its name above and what to know of it below."""
    cells = "".join(
        f"<div><small>{escape(name)}</small><strong>{escape(told)}</strong><span>{escape(under)}</span></div>"
        for name, told, under in facts
    )
    st.html(f'<div class="hy-facts hy-shares">{cells}</div>')
