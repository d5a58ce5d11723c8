"""The server's door: every request passes it before the framework sees it, and every answer after.

It refuses foreign hosts and origins, hides the framework's own instruments, takes away headers that only a trusted
proxy may send, keeps the view over the way to the provider and back, ends a sign-in where somebody signs out, and lets
no file out that is not recorded first. Who is who and what is recorded is handed in.
"""

from __future__ import annotations

import asyncio
import re
import secrets
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import HTTPConnection
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from dashboard.access.headers import without
from dashboard.access.settings import Settings
from dashboard.access.visitors import is_in

PEER = "huiyin.peer"
"""Where the address at the other end of the line is kept, whatever headers say of it."""
PASSED = "x-huiyin-passed"
"""Tells the pages that a request came through this door: a word nobody outside can know."""
WORD = secrets.token_hex(16)
CAME_FROM = "x-huiyin-from"
"""Tells the pages from which address a request came, as this door found out."""
LINE = "x-huiyin-line"
"""Tells the pages over which of this door's lines they are looked at: one sign-in may look at several banks."""
RETURN_COOKIE = "huiyin_return"
LONGEST_RETURN = 3_000
"""Characters of an address that is kept; a longer one is not worth a cookie."""
RETURN_SECONDS = 600
_YEAR_SECONDS = 31_536_000
_HIDDEN = ("_stcore/metrics", "_stcore/agent", "_stcore/script-health-check")
_HEALTH = ("_stcore/health", "ready")
"""What a probe asks for, by whatever name or address."""
_OF_PAGES = re.compile(r"/[a-z_]*(\?[\x21-\x7e]*)?")
"""A page of ours with its parameters, and nothing that a browser takes for another host."""
_REFUSED, _NOT_THERE, _NOT_MEANT = 403, 404, 421

Identified = Callable[[HTTPConnection], Any]
Recorded = Callable[[Any, str, str], bool]


class Door:
    """ASGI middleware. ``identify`` says who asks (None: nobody); ``may_upload`` and ``let_out`` whether they may, the
    latter with a file's name and address, after recording it; ``sign_out`` ends their sign-in; ``still_in`` says at
    every click of a line whether what they were let in with still holds; where not, ``whole_run`` makes of it a plain
    run of the page. ``whole_page`` makes of the first click of a line one that draws the whole page."""

    def __init__(
        self,
        app: ASGIApp,
        *,
        settings: Settings,
        headers: Mapping[str, str],
        below: str,
        identify: Identified,
        may_upload: Callable[[Any], bool],
        let_out: Recorded,
        sign_out: Callable[[Any], None],
        still_in: Callable[[Any, str], bool],
        whole_run: Callable[[bytes], bytes],
        whole_page: Callable[[bytes], bytes],
    ) -> None:
        self.app, self.settings, self.headers = app, settings, headers
        self.below = f"/{below.strip('/')}".rstrip("/")
        self.identify, self.may_upload, self.let_out, self.sign_out = identify, may_upload, let_out, sign_out
        self.still_in, self.whole_run, self.whole_page = still_in, whole_run, whole_page

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request."""
        if scope["type"] not in ("http", "websocket"):
            await self.app(scope, receive, send)
            return
        path = scope["path"].removeprefix(self.below).lstrip("/")
        if (refused := self._refusal(scope, path)) is not None:
            await self._refuse(scope, receive, send, *refused)
            return
        scope = {**scope, "headers": self._honest(scope)}
        asked = HTTPConnection(scope)
        if path.startswith("_stcore/upload_file") and not self.may_upload(self.identify(asked)):
            await self._refuse(scope, receive, send, _REFUSED, "not permitted")
            return
        if path == "auth/logout":
            await asyncio.to_thread(self.sign_out, self.identify(asked))
        if scope["type"] == "websocket":
            line = secrets.token_hex(16)
            scope["headers"] = [*scope["headers"], (LINE.encode(), line.encode())]
            await self.app(scope, self._asked_again(asked, line, receive), send)
            return
        await self._answer(scope, receive, send, path, asked)

    def _asked_again(self, asked: HTTPConnection, line: str, receive: Receive) -> Receive:
        """Every click is asked for anew, also those that draw a part of a page: for whoever may no longer see what they
        saw the page begins from its front door, and what the click carried is dropped. A line may have been opened
        again to another process, which knows no part of the page yet: its first click draws the whole."""
        visitor = self.identify(asked)
        has_begun = False

        async def received() -> Message:
            nonlocal has_begun
            message = await receive()
            if message["type"] != "websocket.receive":
                return message
            content = message.get("bytes") or str(message.get("text") or "").encode()
            if not await asyncio.to_thread(self.still_in, visitor, line):
                return {"type": "websocket.receive", "bytes": self.whole_run(content)}
            if not has_begun:
                has_begun = True
                return {"type": "websocket.receive", "bytes": self.whole_page(content)}
            return message

        return received

    def _refusal(self, scope: Scope, path: str) -> tuple[int, str] | None:
        """Status and reason for what is answered to nobody."""
        asked = Headers(scope=scope)
        if any(path == hidden or path.startswith(f"{hidden}/") for hidden in _HIDDEN):
            return _NOT_THERE, "not found"
        hosts = asked.getlist("host")
        if len(hosts) > 1 or (self.settings.hosts and path not in _HEALTH and not self._is_own(f"//{''.join(hosts)}")):
            return _NOT_MEANT, "not a name of this server"
        if scope["type"] == "websocket" and (origin := asked.get("origin")) is not None:
            is_same = urlsplit(origin).netloc == asked.get("host")
            if not is_same and not (self.settings.hosts and self._is_own(origin)):
                return _REFUSED, "not an origin of this server"
        return None

    def _is_own(self, address: str) -> bool:
        try:
            return (urlsplit(address).hostname or "").lower().rstrip(".") in self.settings.hosts
        except ValueError:
            return False

    def _honest(self, scope: Scope) -> list[tuple[bytes, bytes]]:
        """The headers without those the sender may not set; a name that is sent twice names nobody."""
        headers = without(scope["headers"], (PASSED, CAME_FROM, LINE))
        named = {name: sum(1 for each, _ in headers if each.lower() == name.encode()) for name in self._identities}
        if not is_in(peer_of(scope), self.settings.proxies) or any(many > 1 for many in named.values()):
            headers = without(headers, self._identities)
        return [*headers, (PASSED.encode(), WORD.encode()), (CAME_FROM.encode(), self._origin(scope).encode("latin-1"))]

    def _origin(self, scope: Scope) -> str:
        """Where a request came from: the other end of the line, or what one says who is trusted to pass it on."""
        peer = peer_of(scope)
        told = Headers(scope=scope).get("x-forwarded-for", "").rpartition(",")[2].strip()
        return told if told and is_in(peer, self.settings.passers_on) else peer

    @property
    def _identities(self) -> frozenset[str]:
        return self.settings.identity_headers

    async def _answer(self, scope: Scope, receive: Receive, send: Send, path: str, asked: HTTPConnection) -> None:
        is_kept_back = False

        async def sent(message: Message) -> None:
            nonlocal is_kept_back
            if message["type"] != "http.response.start":
                if not is_kept_back:
                    await send(message)
                return
            headers = MutableHeaders(raw=message["headers"])
            for name, value in self.headers.items():
                headers[name] = value
            disposition = headers.get("content-disposition", "")
            if self.settings.is_https:
                headers["Strict-Transport-Security"] = f"max-age={_YEAR_SECONDS}"
                message["headers"] = [
                    (each, value + b"; Secure" if each.lower() == b"set-cookie" else value)
                    for each, value in headers.raw
                ]
                headers = MutableHeaders(raw=message["headers"])
            if path.startswith("media/"):
                headers["Cache-Control"] = "no-store, private"
            if (
                disposition.startswith("attachment")
                and message["status"] < 300
                and not await self._out(asked, disposition)
            ):
                is_kept_back = True
                await PlainTextResponse("not let out", _REFUSED, dict(self.headers))(scope, receive, send)
                return
            self._keep_view(headers, path, asked)
            message["headers"] = headers.raw
            await send(message)

        await self.app(scope, receive, sent)

    async def _out(self, asked: HTTPConnection, disposition: str) -> bool:
        name = disposition.partition("filename")[2][:200]
        return await asyncio.to_thread(self.let_out, self.identify(asked), name, asked.scope["path"])

    def _keep_view(self, headers: MutableHeaders, path: str, asked: HTTPConnection) -> None:
        """The address somebody leaves for the provider with is the one they come back to."""
        at = f"{self.below or '/'}{'; Secure' if self.settings.is_https else ''}"
        if path == "auth/login":
            left = urlsplit(asked.headers.get("referer", ""))
            view = f"{left.path.removeprefix(self.below) or '/'}{f'?{left.query}' if left.query else ''}"
            if left.netloc == asked.headers.get("host") and len(view) <= LONGEST_RETURN and _OF_PAGES.fullmatch(view):
                told = f"{RETURN_COOKIE}={view.replace(';', '%3B')}; Path={at}; Max-Age={RETURN_SECONDS}"
                headers.append("set-cookie", f"{told}; HttpOnly; SameSite=Lax")
        elif path == "oauth2callback" and (view := asked.cookies.get(RETURN_COOKIE, "")):
            headers.append("set-cookie", f"{RETURN_COOKIE}=; Path={at}; Max-Age=0; HttpOnly; SameSite=Lax")
            if "location" in headers and len(view) <= LONGEST_RETURN and _OF_PAGES.fullmatch(view):
                headers["location"] = f"{self.below}{view}"

    async def _refuse(self, scope: Scope, receive: Receive, send: Send, status: int, reason: str) -> None:
        if scope["type"] == "websocket":
            await receive()
            await send({"type": "websocket.close", "code": 1008, "reason": reason})
            return
        await PlainTextResponse(reason, status, dict(self.headers))(scope, receive, send)


def peer_of(scope: Scope) -> str:
    """The address at the other end of the line; '' where the server did not keep it."""
    client = scope.get(PEER)
    return str(client[0]) if client else ""


class KeepPeer:
    """Stands where the server would let anybody on this machine say from where they come: keeps the true address."""

    def __init__(self, app: Any, trusted_hosts: Any = ()) -> None:
        self.app = app

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """One request, with the address it came from beside."""
        await self.app({**scope, PEER: scope.get("client")}, receive, send)
