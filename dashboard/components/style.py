"""The style sheet: Streamlit's own pieces made quiet, and the classes of our tiles, from the theme's colours."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

import streamlit as st

from dashboard.access.headers import LANGUAGE_SCRIPTS
from dashboard.figures.theme import palette
from dashboard.views import View

_FOLDER = Path(__file__).parent
_SHEET = (_FOLDER / "style.css").read_text(encoding="utf-8")


def apply_style(view: View) -> None:
    """Lay the style sheet over the page and tell the browser which language it is in."""
    colours = "".join(f"--hy-{name}:{value};" for name, value in asdict(palette(view)).items())
    size = "118.75%" if view.is_large else "100%"
    st.html(f"<style>:root{{{colours}font-size:{size};}}\n{_SHEET}</style>")
    # one of the few scripts that the door allows
    script = LANGUAGE_SCRIPTS[0 if view.language == "zh_CN" else 1]
    st.html(f"<script>{script}</script>", unsafe_allow_javascript=True)


def apply_sheet(name: str) -> None:
    """Lay a page's own sheet (``<name>.css`` beside this file) over the common one."""
    st.html(f"<style>{(_FOLDER / f'{name}.css').read_text(encoding='utf-8')}</style>")
