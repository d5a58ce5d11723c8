"""What is said to whoever comes: sign in, why somebody is not let in, and who reads and what they may see."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from urllib.parse import urlencode

import streamlit as st

from dashboard.access.visitors import Visitor
from dashboard.admission import Admission, RefusedError, admit, note_register
from dashboard.components import sign_in
from dashboard.components.context import Context
from dashboard.components.reader import MANNERS
from dashboard.components.words import show_notice, show_title, unmarked
from dashboard.ledger import Author, LedgerError, audit, open_ledger
from dashboard.logged import logger
from dashboard.queries.builds import BankEntry, BankError, Build, list_banks, open_build
from dashboard.scopes import Scope
from dashboard.views import View

Address = Mapping[str, list[str]]
_NOTED, _ARRIVED = "noted-view", "has-arrived"
_OF_SLICES = frozenset({"unit", "period", "as_of", "survey", "line", "channel", "product", "age_band", "tier"})


def let_in(visitor: Visitor, build: Build, address: Address) -> Admission:
    """The scope of a visitor in a bank; refusals of people who are known by name are noted. Raises RefusedError."""
    try:
        admitted = admit(visitor, build)
        if admitted.register is not None and visitor.how != "local":
            note_register(admitted.register, build)
    except RefusedError as refused:
        logger.warning("refused: %s", refused)
        if visitor.person and refused.why not in ("ended", "expired"):
            _note(build, _author(visitor.person, "", address), "entry", refused.why)
        raise
    except LedgerError as fault:
        raise RefusedError("unclear", str(fault)) from fault
    return admitted


def banks_of(visitor: Visitor) -> tuple[BankEntry, ...]:
    """The banks that let this visitor in; no other is named to them."""
    found = []
    for entry in list_banks():
        try:
            build = open_build(entry.bank)
            admit(sign_in.visitor_now(build), build)
        except (BankError, RefusedError):
            continue
        found.append(entry)
    return tuple(found)


def note_view(visitor: Visitor, build: Build, scope: Scope, page: str, address: Address) -> None:
    """Note who looks at which page and slice, once. Raises LedgerError: what cannot be noted is not shown."""
    author = _author(visitor.person, page, address)
    sign_in.look(visitor, build, author, scope)
    if visitor.how == "local" or st.session_state.get(_NOTED) == (build.bank, author):
        return
    if not st.session_state.get(_NOTED):
        _record(build, author, "entry")
    _record(build, author, "view")
    st.session_state[_NOTED] = (build.bank, author)


def note_refusal(build: Build, scope: Scope, page: str, address: Address, what: str) -> None:
    """Note that somebody asked for what they may not see; of the local user nothing is noted."""
    if sign_in.is_noted_at_the_door():
        _note(build, _author(scope.person, page, address), "view", what)


def note_texts(context: Context, what: str) -> None:
    """Note that texts of customers were opened. Raises LedgerError: what cannot be noted is not shown."""
    if not sign_in.is_noted_at_the_door():
        return
    author = _author(context.scope.person, context.page, context.address())
    kept = st.session_state.setdefault("noted-texts", {})
    if kept.get(what) != author:
        audit.record(open_ledger(context.build.bank, context.build.folder), author, "texts", subject=what)
        kept[what] = author


def my_units_first(scope: Scope, address: Address) -> None:
    """Whoever sees some units looks at these first, unless they come by a link to something else."""
    if st.session_state.setdefault(_ARRIVED, False) or not scope.mine:
        return
    st.session_state[_ARRIVED] = True
    if not _OF_SLICES & set(address):
        st.query_params.from_dict({**address, "unit": list(scope.mine)})
        st.rerun()


def show_sign_in(view: View, *, why: str = "") -> None:
    """Nobody is known yet: the way to the provider, and nothing else."""
    show_title("回音 Huiyin", view.text("Every matter lands, every matter gets an answer."))
    if why in ("expired", "ended"):
        show_notice(view.text("Your sign-in has ended."), view.text("Sign in again; what you looked at stays."))
    if sign_in.has_sign_in():
        if st.button(view.text("Sign in"), key="sign-in", type="primary"):
            st.login()
    else:
        show_notice(view.text("Nobody is signed in, so nothing is shown."))


def show_refused(refused: RefusedError, visitor: Visitor, view: View) -> None:
    """Why somebody is not let in, and what to do; never what there would be to see."""
    if refused.why in ("not_signed_in", "expired", "ended"):
        show_sign_in(view, why=refused.why)
        return
    ask = view.text("Ask your administrator.")
    said = {
        "suspended": (view.text("Your access is suspended."), ask),
        "unknown": (view.text("You are signed in, but nothing has been granted to you here."), ask),
        "no_units": (view.text("You are signed in, but nothing has been granted to you here."), ask),
        "unclear": (view.text("Who may see what cannot be made out just now, so nothing is shown."), ask),
        "no_sign_in": (
            view.text("This bank says who may see what, but nobody can sign in here yet, so nothing is shown."),
            view.text("Set up sign-in, as the manual says, and start again."),
        ),
        "not_local": (
            view.text("Without sign-in a bank is shown at the machine itself alone."),
            view.text("Set up sign-in, or say in config/access.toml: everyone_sees_everything = true."),
        ),
    }
    show_notice(*said[refused.why])
    if visitor.person:
        _say(visitor.person)
    if visitor.person or visitor.session:
        _show_sign_out(visitor, view)


def show_person(visitor: Visitor, admitted: Admission, build: Build, view: View) -> None:
    """Who reads, what they may see, and the way out."""
    scope = admitted.scope
    known = admitted.register.people.get(scope.person) if admitted.register else None
    name = known.name if known else scope.person.partition("@")[0]
    if visitor.how == "local":
        name = view.text("Local") if visitor.is_local else view.text("Guest")
    with st.popover(unmarked(name), key="person", type="tertiary"):
        if visitor.how == "local":
            _say(
                view.text("No sign-in: whoever sits at this machine sees everything.")
                if visitor.is_local
                else view.text("No sign-in: whoever reaches this server sees everything here.")
            )
        else:
            _say(visitor.person, *what_one_may(scope, view))
        if scope.may_administer:
            kept = {name: st.query_params[name] for name in MANNERS if name in st.query_params}
            st.page_link("pages/administration.py", label=view.text("Administration"), query_params=kept)
        if visitor.how == "signed_in":
            _show_sign_out(visitor, view)


def what_one_may(scope: Scope, view: View) -> tuple[str, ...]:
    """A scope in words."""
    units = (
        view.text("the whole bank")
        if scope.visible is None
        else view.text("{count} units", count=view.number(len(scope.visible)))
        if scope.sees_bank
        else view.text("{count} units, not the totals above closed ones", count=view.number(len(scope.visible)))
    )
    lines = "" if scope.lines is None else view.text(", ").join(sorted(scope.lines))
    may = (
        (scope.may_read_verbatims, view.text("read texts")),
        (scope.may_export, view.text("take files")),
        (scope.may_edit, view.text("edit the improvement list")),
        (scope.may_load, view.text("load files")),
        (scope.may_administer, view.text("administer")),
    )
    has = [told for is_had, told in may if is_had]
    return (
        view.text("Sees: {units}", units=view.text(", ").join(each for each in (units, lines) if each)),
        view.text("May: {what}", what=view.text(", ").join(has) if has else view.text("only look")),
    )


def _say(*lines: str) -> None:
    """Lines as they are: an address of mail makes no link."""
    st.html("".join(f'<p class="hy-say">{escape(line)}</p>' for line in lines))


def _show_sign_out(visitor: Visitor, view: View) -> None:
    if visitor.how == "signed_in" and st.button(view.text("Sign out"), key="sign-out", type="tertiary"):
        sign_in.sign_out(visitor)
        st.logout()


def _author(person: str, page: str, address: Address) -> Author:
    told = urlencode({name: values for name, values in address.items() if values}, doseq=True)
    return Author(person, sign_in.came_from_now(), page, told[:2_000])


def _record(build: Build, author: Author, action: str) -> None:
    audit.record(open_ledger(build.bank, build.folder), author, action)


def _note(build: Build, author: Author, action: str, what: str) -> None:
    """A refusal, once per session and reason; one that cannot be noted stays a refusal, and stands in the log."""
    kept = st.session_state.setdefault("noted-refusals", set())
    if (author, what) in kept:
        return
    try:
        audit.record(open_ledger(build.bank, build.folder), author, action, subject=what, is_refused=True)
        kept.add((author, what))
    except LedgerError:
        logger.exception("a refusal could not be noted: %s %s", author.person, what)
