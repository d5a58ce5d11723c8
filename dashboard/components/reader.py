"""How this reader sees: language, theme and type size, from the address first and from the browser otherwise."""

from __future__ import annotations

from typing import Literal

import streamlit as st

from dashboard.listening import PARAMETERS
from dashboard.views import Language, View

MANNERS = ("bank", "lang", "large")
"""Address parameters that belong to the reader, not to the slice."""


def reading_view(address: dict[str, list[str]]) -> View:
    """The view an address and a browser ask for; an unknown language falls back to the browser's."""
    asked = (address.get("lang") or [""])[0]
    language: Language = "zh_CN"
    if asked in ("zh_CN", "en"):
        language = "en" if asked == "en" else "zh_CN"
    elif locale := st.context.locale:
        language = "zh_CN" if locale.lower().startswith("zh") else "en"
    theme: Literal["light", "dark"] = "dark" if st.context.theme.type == "dark" else "light"
    return View(language=language, theme=theme, is_large=address.get("large") == ["1"])


def reading_manner(address: dict[str, list[str]]) -> dict[str, list[str]]:
    """The reader's own parameters of an address, and what is listened to, to be carried along on every link."""
    kept = {name: address[name][:1] for name in MANNERS if address.get(name)}
    return kept | {name: address[name] for name in PARAMETERS if address.get(name)}
