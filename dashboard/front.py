"""The front door: who looks, at which bank, in which language, at what; then the page. No business in it."""

from __future__ import annotations

import sys
from functools import partial
from pathlib import Path

_HERE = Path(__file__).resolve().parent
# Streamlit puts this folder on the path; its rooms must not stand for modules of the same name elsewhere.
sys.path[:] = [entry for entry in sys.path if not entry or Path(entry).resolve() != _HERE]
if str(_HERE.parent) not in sys.path:
    sys.path.insert(0, str(_HERE.parent))

import streamlit as st  # noqa: E402

from dashboard.access.visitors import Visitor  # noqa: E402
from dashboard.admission import Admission, RefusedError  # noqa: E402
from dashboard.components import arrival, context, reader, reception, sign_in  # noqa: E402
from dashboard.components.bar import show_bar  # noqa: E402
from dashboard.components.export import begin_page, show_page  # noqa: E402
from dashboard.components.failures import apologise  # noqa: E402
from dashboard.components.ledger import say_fault  # noqa: E402
from dashboard.components.masthead import show_masthead  # noqa: E402
from dashboard.components.memory import leaving_pages, settle  # noqa: E402
from dashboard.components.style import apply_style  # noqa: E402
from dashboard.components.words import show_notice  # noqa: E402
from dashboard.ledger import LedgerError  # noqa: E402
from dashboard.queries import builds  # noqa: E402
from dashboard.queries.catalogue import catalogue  # noqa: E402
from dashboard.queries.where import narrowed  # noqa: E402
from dashboard.scopes import local_user  # noqa: E402
from dashboard.slices import UnknownAddress, from_address  # noqa: E402
from dashboard.views import View  # noqa: E402


def main() -> None:
    """One run for one reader: who comes, to which bank, may they; then head, bar and page."""
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
        "reports": view.text("Reports"),
        "data": view.text("Data"),
        "method": view.text("Method"),
    }
    pages = [
        (st.Page(f"pages/{name}.py", title=title, url_path=name, default=name == "overview"), title)
        for name, title in titles.items()
    ]
    upload = st.Page("pages/upload.py", title=view.text("Load an export"), url_path="upload")
    index = st.Page("pages/index.py", title=view.text("Experience index"), url_path="index")
    administration = st.Page("pages/administration.py", title=view.text("Administration"), url_path="administration")
    page = st.navigation([*(page for page, _ in pages), upload, index, administration], position="hidden")
    with apologise(view):
        visitor = sign_in.visitor_now()
        if visitor.how != "local" and not visitor.person and not visitor.session:
            show_masthead(view, {})
            reception.show_sign_in(view)
            return
        build = open_build(address, view, visitor, is_needed=page is not upload)
        if build is None and (page is not upload or not visitor.is_local):
            return
        try:
            visitor = sign_in.visitor_now(build)
            admitted = reception.let_in(visitor, build, address) if build else Admission(local_user(), None)
        except RefusedError as refused:
            show_masthead(view, {})
            reception.show_refused(refused, visitor, view)
            return
        scope = admitted.scope
        name = page.url_path or "overview"
        context.keep_visit(context.Visit(view, address, scope))
        open_to = [(each, title) for each, title in pages if scope.opens(each.url_path or "overview")]

        def show_head(here: object) -> None:
            person = partial(reception.show_person, visitor, admitted, build, view) if build else None
            show_masthead(view, address, build, open_to if build else (), here, person)

        if not scope.opens(name) and build:
            reception.note_refusal(build, scope, name, address, f"page {name}")
        if not scope.opens(name) and page is not upload:  # which says for itself who loads
            show_head(None)
            show_notice(view.text("This page is not open to you."), view.text("Ask your administrator."))
            return
        if page is upload or build is None:
            if build:
                reception.note_view(visitor, build, scope, name, address)
            show_head(pages[list(titles).index("data")][0])
            page.run()
            return
        reception.my_units_first(scope, address)
        show_head(pages[0][0] if page is index else page)
        known = catalogue(build, scope)
        try:
            chosen = narrowed(from_address(address, known.known()), scope)
        except UnknownAddress as unknown:
            reception.note_refusal(build, scope, name, address, str(unknown))
            arrival.show_unknown(unknown.faults, address, view)
            return
        manner = reader.reading_manner(address)
        here = context.Context(build, known, chosen, scope, view, manner, name)
        context.keep(here)
        begin_page()
        try:
            reception.note_view(visitor, build, scope, name, address)
        except LedgerError as fault:
            show_notice(*say_fault(fault, view))
            return
        if page is not administration:
            show_bar(here)
        page.run()
        show_page(here)
    settle()


def open_build(address: dict[str, list[str]], view: View, visitor: Visitor, *, is_needed: bool) -> builds.Build | None:
    """The build of the bank that is meant; None once it has been said why there is none, where one is needed.

    Banks are named only to those whom they let in.
    """
    asked = next(iter(address.get("bank", ())), None)
    try:
        return builds.open_build(asked)
    except builds.BankError as fault:
        if not is_needed and visitor.is_local:
            return None
        show_masthead(view, address)
        if isinstance(fault, builds.UnknownBankError):
            arrival.show_unknown_bank(asked or "", view)
        elif isinstance(fault, builds.SeveralBanksError):
            arrival.show_several_banks(reception.banks_of(visitor), view)
        elif not visitor.is_local:
            show_notice(view.text("There is no data here yet"))
        elif isinstance(fault, builds.NoBuildError):
            arrival.show_no_build(view)
        else:
            raise
    return None


with leaving_pages():
    main()
