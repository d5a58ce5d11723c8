"""Who stands before the pages and before the door: sign-in by provider or trusted proxy, and what they last looked at.

Streamlit reads a sign-in once, when a page connects, and believes its cookie for thirty days; so every run asks here
anew whether the token still holds and whether somebody signed out, and so does every file that leaves.
"""

from __future__ import annotations

import json
import os
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

import cachetools
import streamlit as st
from starlette.requests import HTTPConnection
from streamlit.auth_util import get_cookie_with_chunks, get_secrets_auth_section
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.web.server.server_util import get_cookie_secret
from streamlit.web.server.starlette.starlette_app_utils import decode_signed_value
from streamlit.web.server.starlette.starlette_server_config import USER_COOKIE_NAME

from dashboard.access.door import CAME_FROM, LINE, PASSED, WORD, peer_of
from dashboard.access.register import identified
from dashboard.access.settings import Settings, from_environment
from dashboard.access.visitors import Visitor, is_at_this_machine, of_claims, session_of
from dashboard.admission import Admission, RefusedError, admit, person_claim
from dashboard.ledger import Author, LedgerError, audit, open_ledger, sessions, suspensions
from dashboard.logged import logger
from dashboard.queries.builds import BankError, Build, banks_folder, list_banks, open_build
from dashboard.scopes import Scope

_settings: list[Settings] = []
_lock, _letting_out = threading.Lock(), threading.Lock()
SEEN_KEPT = 10_000
HOUR = 3_600.0
SAME_TAKING_SECONDS = 10.0


@dataclass(frozen=True, slots=True)
class Seen:
    """What a session looked at last: a file it takes is taken from there. The build by its name: whoever comes no more
    would hold it open."""

    visitor: Visitor
    bank: str
    build_id: str
    author: Author
    scope: Scope


_seen: cachetools.LRUCache[str, Seen] = cachetools.LRUCache(maxsize=SEEN_KEPT)
_looked_at: cachetools.LRUCache[str, Seen] = cachetools.LRUCache(maxsize=SEEN_KEPT)
"""The same by line."""
_ended: cachetools.LRUCache[str, bool] = cachetools.LRUCache(maxsize=SEEN_KEPT)
"""Sign-ins that were ended in this process: they stay so, even while no ledger can be written."""
_taken: cachetools.TTLCache[tuple[str, str], bool] = cachetools.TTLCache(SEEN_KEPT, SAME_TAKING_SECONDS)


def configure(settings: Settings) -> None:
    """The settings that this process was started with."""
    _settings[:] = [settings]


def settings() -> Settings:
    """Those of this process; read from the environment where a page is opened without the door."""
    return _settings[0] if _settings else from_environment(os.environ, get_secrets_auth_section().to_dict())


def has_sign_in() -> bool:
    """Whether people sign in at a provider."""
    return bool(settings().provider)


def is_noted_at_the_door() -> bool:
    """Whether people are told apart, so that the door notes every file they take."""
    return has_sign_in() or bool(settings().proxies)


def visitor_now(build: Build | None = None) -> Visitor:
    """Who looks at this page now; which claim names a person is said by the bank of ``build``."""
    told = settings()
    headers = {name.lower(): value for name, value in st.context.headers.items()}
    # without any header there is no network between: a test opens the page
    has_passed = not headers or headers.get(PASSED) == WORD
    if told.provider:
        return _signed_in(st.user.to_dict() if has_passed else {}, build, came_from_now())
    if told.proxies:
        return _by_proxy(headers if has_passed else {}, came_from_now())
    is_local = not headers or (has_passed and is_at_this_machine(headers, came_from_now()))
    return Visitor("local", came_from=came_from_now(), is_local=is_local)


def came_from_now() -> str:
    """The address of whoever looks, as far as it is known: what the door found out, else the line's other end."""
    address = st.context.ip_address
    if st.context.headers.get(PASSED) == WORD and (found := st.context.headers.get(CAME_FROM)):
        return found
    if isinstance(address, str):
        return address
    return "127.0.0.1" if st.context.headers else ""


def look(visitor: Visitor, build: Build, author: Author, scope: Scope) -> None:
    """Keep what a session looks at, and over which line; of the local user nothing is kept."""
    if key := _key(visitor):
        seen = Seen(visitor, build.bank, build.id, author, scope)
        with _lock:
            _seen[key] = seen
            if line := st.context.headers.get(LINE):
                _looked_at[line] = seen


def taking(visitor: Visitor, build: Build, author: Author, scope: Scope) -> Callable[[], None]:
    """To be called when a file of this page is asked for: it is noted in the bank it is of, whatever another tab of the
    same sign-in looked at since."""
    seen = Seen(visitor, build.bank, build.id, author, scope)

    def taken() -> None:
        if key := _key(visitor):
            with _lock:
                _seen[key] = seen

    return taken


def still_in(visitor: Visitor, line: str) -> bool:
    """Whether a line may still show what it showed: its person neither suspended, ended, expired nor given another
    scope in the bank that is looked at there."""
    with _lock:
        seen = _looked_at.get(line)
    if seen is None:
        return True
    now = _admitted(_as_now(seen, visitor))
    return now is not None and now.scope == seen.scope


def sign_out(visitor: Visitor) -> None:
    """End a sign-in in the ledgers of all banks, so that no copy of its cookie opens anything."""
    if not visitor.session:
        return
    with _lock:
        _ended[visitor.session] = True
        seen = _seen.get(_key(visitor))
    person = seen.visitor.person if seen else visitor.person
    for entry in list_banks():
        try:
            with open_ledger(entry.bank, banks_folder() / entry.bank).writing(
                Author(person, visitor.came_from), is_change=False
            ) as writing:
                sessions.end(writing, visitor.session)
        except LedgerError:
            logger.exception("a sign-out could not be kept in the ledger of %s", entry.bank)


def whole_run(content: bytes) -> bytes:
    """A click as a run of the whole page from its front door, without the values it carried, which would be handed to
    what the page was before. What is no click stays."""
    asked = BackMsg.FromString(content)
    if asked.WhichOneof("type") != "rerun_script":
        return content
    plain = BackMsg()
    for name in ("query_string", "page_script_hash", "page_name"):
        setattr(plain.rerun_script, name, getattr(asked.rerun_script, name))
    plain.rerun_script.context_info.CopyFrom(asked.rerun_script.context_info)
    return plain.SerializeToString()


def whole_page(content: bytes) -> bytes:
    """A click on a part of a page as one on the whole, with what it carried. What is no such click stays."""
    asked = BackMsg.FromString(content)
    if asked.WhichOneof("type") != "rerun_script" or not asked.rerun_script.fragment_id:
        return content
    asked.rerun_script.fragment_id = ""
    return asked.SerializeToString()


def identify(asked: HTTPConnection) -> Visitor:
    """Who asks the door, by the same cookie or headers as the pages."""
    told = settings()
    came_from = asked.headers.get(CAME_FROM) or peer_of(asked.scope)
    if told.provider:
        return _signed_in(_claims_of(asked.cookies), None, came_from)
    if told.proxies:
        return _by_proxy(dict(asked.headers.items()), came_from)
    return Visitor("local", came_from=came_from, is_local=is_at_this_machine(asked.headers, came_from))


def may_upload(visitor: Visitor) -> bool:
    """Whether a file may be sent here by this person: to be loaded, or as an improvement list."""
    if visitor.how == "local":
        return visitor.is_local
    return (seen := _seen_by(visitor)) is not None and (
        (now := _admitted(seen)) is not None and (now.scope.may_load or now.scope.may_edit)
    )


def let_out(visitor: Visitor, file_name: str, address: str) -> bool:
    """Whether a file may be taken; noted in the audit first. One that cannot be noted is not given.

    The page asks for a file a second time beside the download, to see whether it is there; what a session asks for
    again within ``SAME_TAKING_SECONDS`` is noted once. Whether it may is asked each time. The register's
    ``most_exports_an_hour`` suspends whoever takes more.
    """
    if visitor.how == "local":
        return True
    if (seen := _seen_by(visitor)) is None:
        return False
    try:
        # one at a time: the two requests for a file come at the same moment, and the ledger has one writer anyway
        with _letting_out:
            return _let_out_of(seen, file_name, (_key(visitor), address))
    except LedgerError:
        logger.exception("a file was not given, because that could not be noted")
        return False


def _let_out_of(seen: Seen, file_name: str, taking: tuple[str, str]) -> bool:
    ledger = open_ledger(seen.bank, banks_folder() / seen.bank)
    now = _admitted(seen)
    is_refused = now is None or not now.scope.may_export
    if taking in _taken and not is_refused:
        return True
    subject, detail = file_name.lstrip("*=").strip('"'), f"build {seen.build_id}"
    audit.record(ledger, seen.author, "export", subject=subject, detail=detail, is_refused=is_refused)
    if now is None or is_refused:
        return False
    most = now.register.rules.get("most_exports_an_hour", 0) if now.register else 0
    if most and audit.count(ledger, "export", seen.author.person, HOUR) > most:
        rule = Author("rule:most_exports_an_hour", seen.author.came_from, seen.author.page, seen.author.slice)
        with ledger.writing(rule) as writing:
            suspensions.suspend(writing, seen.author.person, f"> {most} / h")
        return False
    _taken[taking] = True
    return True


def _admitted(seen: Seen) -> Admission | None:
    """How somebody is let in now; None for whoever is not any more."""
    if seen.visitor.session in _ended:
        return None
    try:
        return admit(seen.visitor, open_build(seen.bank))
    except (RefusedError, BankError):
        return None


def _seen_by(visitor: Visitor) -> Seen | None:
    """What this session last looked at, with the token's end as it is now."""
    with _lock:
        seen = _seen.get(_key(visitor))
    if seen is None or not _key(visitor):
        return None
    return _as_now(seen, visitor)


def _as_now(seen: Seen, visitor: Visitor) -> Seen:
    """What was looked at, with the token's end as it is now."""
    ends = visitor.claims.get("exp", 0)
    is_over = visitor.how == "signed_in" and not (isinstance(ends, int | float) and ends > time.time())
    return replace(seen, visitor=replace(seen.visitor, has_expired=is_over))


def _key(visitor: Visitor) -> str:
    return visitor.session or (f"proxy:{visitor.person}" if visitor.how == "proxy" and visitor.person else "")


def _signed_in(claims: Mapping[str, Any], build: Build | None, came_from: str) -> Visitor:
    if not claims.get("is_logged_in") or session_of(claims) in _ended:
        return Visitor("signed_in", came_from=came_from)
    return of_claims(claims, person_claim(build), time.time(), came_from)


def _by_proxy(headers: Mapping[str, str], came_from: str) -> Visitor:
    told = settings()
    person = identified(headers.get(told.person_header, ""))
    roles = [each.strip() for each in headers.get(told.roles_header, "").split(",")] if told.roles_header else []
    return Visitor("proxy", person, {told.roles_header: roles} if roles else {}, came_from=came_from)


def _claims_of(cookies: Mapping[str, str]) -> Mapping[str, Any]:
    """What the signed cookie of a request says; nothing where it was not signed here."""

    def signed(name: str) -> bytes | None:
        written = cookies.get(name)
        return None if written is None else decode_signed_value(get_cookie_secret(), name, written.encode("latin-1"))

    try:
        content = get_cookie_with_chunks(signed, USER_COOKIE_NAME)
        told = json.loads(content) if content else {}
    except (ValueError, UnicodeError):
        return {}
    return told if isinstance(told, dict) else {}
