"""Speaks to the running app as an attacker does: its own websocket messages and cookies, and no browser between."""

from __future__ import annotations

import json
import secrets
import time
from collections.abc import Iterable, Mapping
from contextlib import ExitStack
from typing import Any
from urllib.parse import urlsplit

import httpx
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState
from streamlit.web.server.starlette.starlette_app_utils import create_signed_value, generate_xsrf_token_string
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import connect

USER = "_streamlit_user"
LONGEST_WAIT = 60
KINDS = 6
"""Types of value that a widget may be sent."""


def claims(who: str, **more: Any) -> dict[str, Any]:
    """What a provider would say of somebody who has just signed in."""
    now = int(time.time())
    return {"iss": "https://id", "sub": who, "email": who, "iat": now - 60, "exp": now + 3_600, **more}


def cookie(told: Mapping[str, Any], address: str, secret: str) -> str:
    """The cookie that the framework would set for these claims, signed with a secret."""
    content = {**told, "origin": address, "is_logged_in": True, "provider": "default"}
    return create_signed_value(secret, USER, json.dumps(content)).decode()


class Line:
    """One websocket of one visitor; ``said`` is all that came back since it was last asked, as bytes."""

    def __init__(
        self,
        address: str,
        signed: str = "",
        *,
        headers: Mapping[str, str] | None = None,
        longest_wait: float = LONGEST_WAIT,
    ) -> None:
        self._longest_wait = longest_wait
        token = generate_xsrf_token_string()
        cookies = {"_streamlit_xsrf": token, **({USER: signed} if signed else {})}
        more = {
            "Cookie": "; ".join(f"{name}={value}" for name, value in cookies.items()),
            "Origin": address,
            **(headers or {}),
        }
        origin = more.pop("Origin")
        opened = connect(
            f"ws://{urlsplit(address).netloc}/_stcore/stream",
            subprotocols=["streamlit", token],  # type: ignore[list-item]
            additional_headers=more,
            origin=origin or None,  # type: ignore[arg-type]
            max_size=None,
            ping_interval=None,  # how long an answer may take is said by ``longest_wait``, on a starved machine as well
        )
        self._held = ExitStack()
        self._socket = self._held.enter_context(opened)
        self.messages: list[ForwardMsg] = []

    def ask(self, page: str, query: str = "", widgets: Iterable[WidgetState] = (), part: str = "") -> bytes:
        """One run of a page, or of a ``part`` of it, as the browser asks for it; all that was told, until it ended or
        the line was cut."""
        asked = BackMsg()
        asked.rerun_script.query_string = query
        asked.rerun_script.page_name = page
        asked.rerun_script.fragment_id = part
        asked.rerun_script.widget_states.widgets.extend(widgets)
        asked.rerun_script.context_info.url = f"http://127.0.0.1/{page}?{query}"
        try:
            self._socket.send(asked.SerializeToString())
            return self._until_finished()
        except ConnectionClosed:
            return b""

    def _until_finished(self) -> bytes:
        told, self.messages = [], []
        while True:
            raw = self._socket.recv(timeout=self._longest_wait)
            content = raw if isinstance(raw, bytes) else raw.encode()
            told.append(content)
            message = ForwardMsg.FromString(content)
            self.messages.append(message)
            if message.WhichOneof("type") == "script_finished":
                if message.script_finished == ForwardMsg.FINISHED_EARLY_FOR_RERUN:
                    continue
                return b"".join(told)

    def widgets(self) -> set[str]:
        """The ids of everything on the page that takes a value."""
        found = set()
        for message in self.messages:
            if message.WhichOneof("type") == "delta" and message.delta.WhichOneof("type") == "new_element":
                element = message.delta.new_element
                kind = element.WhichOneof("type")
                if kind and (name := getattr(getattr(element, kind), "id", "")):
                    found.add(str(name))
        return found

    def close(self) -> None:
        self._held.close()


def states(widget: str, text: str) -> list[WidgetState]:
    """The same widget with a value of every type there is."""
    many = WidgetState(id=widget)
    many.string_array_value.data.append(text)
    return [
        WidgetState(id=widget, string_value=text),
        many,
        WidgetState(id=widget, json_value=json.dumps({"chosen": [text], "value": text})),
        WidgetState(id=widget, trigger_value=True),
        WidgetState(id=widget, int_value=1),
        WidgetState(id=widget, bool_value=True),
    ]


def names(told: bytes, words: Iterable[str]) -> list[str]:
    """Which of the words stand in what was told, as they are or as JSON writes them."""
    return [word for word in words if word.encode() in told or json.dumps(word)[1:-1].encode() in told]


def fetch(address: str, path: str, signed: str = "", **headers: str) -> httpx.Response:
    """One plain request."""
    told = {**({"Cookie": f"{USER}={signed}"} if signed else {}), **headers}
    return httpx.get(f"{address}{path}", headers=told, timeout=LONGEST_WAIT)


def unlikely() -> str:
    """A word that stands nowhere."""
    return secrets.token_hex(8)
