"""The front door: who looks, at which bank, in which language, at what; then the page. No business in it."""

from __future__ import annotations

import sys
from pathlib import Path

_HERE = Path(__file__).resolve().parent
# Streamlit puts this folder on the path; its rooms must not stand for modules of the same name elsewhere.
sys.path[:] = [entry for entry in sys.path if not entry or Path(entry).resolve() != _HERE]
if str(_HERE.parent) not in sys.path:
    sys.path.insert(0, str(_HERE.parent))

import streamlit as st  # noqa: E402

from dashboard.components import arrival, context, reader  # noqa: E402
from dashboard.components.bar import show_bar  # noqa: E402
from dashboard.components.failures import apologise  # noqa: E402
from dashboard.components.masthead import show_masthead  # noqa: E402
from dashboard.components.memory import settle  # noqa: E402
from dashboard.components.style import apply_style  # noqa: E402
from dashboard.queries import builds  # noqa: E402
from dashboard.scopes import local_user  # noqa: E402
from dashboard.slices import UnknownAddress, from_address  # noqa: E402
from dashboard.views import View  # noqa: E402


def main() -> None:
    """One run for one reader: read the address, open the build, show head, bar and page."""
    address = context.address_now()
    view = reader.reading_view(address)
    st.set_page_config(page_title="回音 Huiyin", layout="wide", initial_sidebar_state="collapsed")
    apply_style(view)
    titles = {
        "overview": view.text("Overview"),
        "trend": view.text("Trend"),
        "journeys": view.text("Journeys"),
        "branches": view.text("Branches"),
        "suggestions": view.text("Suggestions"),
        "complaints": view.text("Complaints"),
        "voices": view.text("Voices"),
        "drivers": view.text("Drivers"),
        "explore": view.text("Explore"),
        "activities": view.text("Activities"),
        "data": view.text("Data"),
        "method": view.text("Method"),
    }
    pages = [
        (st.Page(f"pages/{name}.py", title=title, url_path=name, default=name == "overview"), title)
        for name, title in titles.items()
    ]
    upload = st.Page("pages/upload.py", title=view.text("Load an export"), url_path="upload")
    index = st.Page("pages/index.py", title=view.text("Experience index"), url_path="index")
    page = st.navigation([*(page for page, _ in pages), upload, index], position="hidden")
    scope = local_user()
    context.keep_visit(context.Visit(view, address, scope))
    with apologise(view):
        if page is upload:
            build = build_if_any(address)
            show_masthead(view, address, build, pages if build else (), pages[list(titles).index("data")][0])
            page.run()
            return
        build = open_build(address, view)
        if build is None:
            return
        show_masthead(view, address, build, pages, pages[0][0] if page is index else page)
        catalogue = context.catalogue_of(build, scope)
        try:
            chosen = from_address(address, catalogue.known())
        except UnknownAddress as unknown:
            arrival.show_unknown(unknown.faults, address, view)
            return
        manner = reader.reading_manner(address)
        here = context.Context(build, catalogue, chosen, scope, view, manner, page.url_path or "overview")
        context.keep(here)
        show_bar(here)
        page.run()
    settle()


def build_if_any(address: dict[str, list[str]]) -> builds.Build | None:
    """The build of the bank that is meant, for a page that can do without one."""
    try:
        return builds.open_build(next(iter(address.get("bank", ())), None))
    except builds.BankError:
        return None


def open_build(address: dict[str, list[str]], view: View) -> builds.Build | None:
    """The build of the bank that is meant; None once it has been said why there is none."""
    asked = next(iter(address.get("bank", ())), None)
    try:
        return builds.open_build(asked)
    except builds.UnknownBankError:
        show_masthead(view, address)
        arrival.show_unknown_bank(asked or "", view)
    except builds.SeveralBanksError:
        show_masthead(view, address)
        arrival.show_several_banks(builds.list_banks(), view)
    except builds.NoBuildError:
        show_masthead(view, address)
        arrival.show_no_build(view)
    return None


main()
