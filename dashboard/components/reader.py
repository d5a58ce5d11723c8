"""How this reader sees: language, theme and type size, from the address first and from the browser otherwise."""

from __future__ import annotations

from typing import Literal

import streamlit as st

from dashboard import listening
from dashboard.components.chosen_here import PARAMETERS
from dashboard.views import Language, View

MANNERS = ("bank", "lang", "large")
"""Address parameters that belong to the reader, not to the slice."""
CHOICES = ("level", "of", "mix", "view", "attribute")
"""Address parameters that say how Branches looks at the slice: level of units, measure, mix, one unit or many, what
they became."""


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
    """The parameters of an address beside the slice (how it is read, looked at, listened to), kept on every link."""
    kept = {name: address[name][:1] for name in (*MANNERS, *CHOICES, *PARAMETERS) if address.get(name)}
    return kept | {name: address[name] for name in listening.PARAMETERS if address.get(name)}
