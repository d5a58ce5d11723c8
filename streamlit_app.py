"""The door: the app that `streamlit run streamlit_app.py` serves. Headers and routes have their place here."""

from __future__ import annotations

from pathlib import Path

import streamlit as st
from streamlit.runtime.pages_manager import PagesManager

# A folder called pages beside the first script makes the first visitor of a fresh server, who comes by a link to
# a page, read "page not found"; st.navigation turns this relic off, but only after that visit.
PagesManager.uses_pages_directory = False

app = st.App(Path(__file__).parent / "dashboard" / "front.py")
