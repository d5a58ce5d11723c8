"""The door: the app that `streamlit run streamlit_app.py` serves. Headers and routes have their place here."""

from __future__ import annotations

from pathlib import Path

import streamlit as st
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from streamlit.runtime.pages_manager import PagesManager

from dashboard.figures import library

# A folder called pages beside the first script makes the first visitor of a fresh server, who comes by a link to
# a page, read "page not found"; st.navigation turns this relic off, but only after that visit.
PagesManager.uses_pages_directory = False


def drawing_library(_request: Request) -> Response:
    """What the browser draws figures with; kept for good, since its version is part of its address."""
    told = {"Content-Encoding": "gzip", "Cache-Control": "public, max-age=31536000, immutable"}
    return Response(library.packed(), media_type="text/javascript", headers=told)


app = st.App(
    Path(__file__).parent / "dashboard" / "front.py",
    routes=[Route(library.address(st.get_option("server.baseUrlPath")), drawing_library)],
)
