"""The door: the app that `streamlit run streamlit_app.py` serves. Headers and routes have their place here."""

from __future__ import annotations

import os
from pathlib import Path

import streamlit as st
import uvicorn.config
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route
from streamlit import file_util
from streamlit.auth_util import get_secrets_auth_section
from streamlit.runtime.pages_manager import PagesManager

from dashboard import health
from dashboard.access import headers, settings
from dashboard.access.door import Door, KeepPeer
from dashboard.components import sign_in
from dashboard.figures import library

# A folder called pages beside the first script makes the first visitor of a fresh server, who comes by a link to
# a page, read "page not found"; st.navigation turns this relic off, but only after that visit.
PagesManager.uses_pages_directory = False

# The server would take the word of anybody on this machine for where a request comes from; whom to trust is said in
# our own settings.
setattr(uvicorn.config, "ProxyHeadersMiddleware", KeepPeer)  # noqa: B010 not exported, and so unknown to the checker

BELOW = st.get_option("server.baseUrlPath")
READY = f"/{BELOW}/ready".replace("//", "/")
SETTINGS = settings.from_environment(os.environ, get_secrets_auth_section().to_dict())
sign_in.configure(SETTINGS)


def drawing_library(_request: Request) -> Response:
    """What the browser draws figures with; kept for good, since its version is part of its address."""
    told = {"Content-Encoding": "gzip", "Cache-Control": "public, max-age=31536000, immutable"}
    return Response(library.packed(), media_type="text/javascript", headers=told)


def ready(_request: Request) -> Response:
    """For a probe: 200 where this process can serve, else 503 and why in one word. Run beside the pages' own work."""
    reason = health.hindrance()
    return PlainTextResponse(reason or "ready", 503 if reason else 200, {"Cache-Control": "no-store"})


app = st.App(
    Path(__file__).parent / "dashboard" / "front.py",
    secrets={"auth": dict(SETTINGS.provider)} if SETTINGS.provider else None,
    routes=[Route(library.address(BELOW), drawing_library), Route(READY, ready)],
    middleware=[
        Middleware(
            Door,
            settings=SETTINGS,
            headers=headers.headers_of(Path(file_util.get_static_dir(), "index.html").read_text(encoding="utf-8")),
            below=BELOW,
            identify=sign_in.identify,
            may_upload=sign_in.may_upload,
            let_out=sign_in.let_out,
            sign_out=sign_in.sign_out,
            still_in=sign_in.still_in,
            whole_run=sign_in.whole_run,
            whole_page=sign_in.whole_page,
        )
    ],
)
