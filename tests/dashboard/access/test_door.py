"""The server's door: hosts, origins, headers past the proxy, what is hidden, files that leave, the view kept."""

from __future__ import annotations

import base64
import contextlib
import hashlib
import warnings
from collections.abc import Callable, Mapping
from typing import Any

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route, WebSocketRoute
from starlette.websockets import WebSocket, WebSocketDisconnect

from dashboard.access.door import CAME_FROM, LINE, PASSED, PEER, RETURN_COOKIE, WORD, Door, KeepPeer
from dashboard.access.headers import LANGUAGE_SCRIPTS, headers_of
from dashboard.access.settings import Settings, SettingsError, from_environment

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # it would rather have httpx2, which the provider's client does not know
    from starlette.testclient import TestClient

PROVIDER = {
    "HUIYIN_OIDC_METADATA_URL": "https://id.bank.example/.well-known/openid-configuration",
    "HUIYIN_OIDC_CLIENT_ID": "huiyin",
    "HUIYIN_OIDC_CLIENT_SECRET": "s",
    "HUIYIN_OIDC_REDIRECT_URI": "https://cx.bank.example/oauth2callback",
    "HUIYIN_COOKIE_SECRET": "x" * 32,
}
PROXY = {"HUIYIN_TRUSTED_PROXIES": "10.0.0.1", "HUIYIN_ROLES_HEADER": "X-Forwarded-Groups"}
HEADERS = headers_of("<script>\n  window.ready = false\n</script>")


async def _seen(request: Request) -> Response:
    return JSONResponse({"headers": [[name, value] for name, value in request.headers.items()]})


async def _file(_request: Request) -> Response:
    return Response("a,b", headers={"Content-Disposition": 'attachment; filename="huiyin-trend.csv"'})


async def _redirect(_request: Request) -> Response:
    answer = RedirectResponse("/")
    answer.set_cookie("framework", "x")
    return answer


async def _socket(socket: WebSocket) -> None:
    await socket.accept()
    with contextlib.suppress(WebSocketDisconnect):
        while True:
            told = await socket.receive()
            socket._raise_on_disconnect(told)
            await socket.send_text(told.get("text") or told["bytes"].decode())


class Asked:
    """What the door asked for and told."""

    def __init__(self) -> None:
        self.may = True
        self.out: list[str] = []
        self.signed_out = 0
        self.lines: list[str] = []

    def let_out(self, _who: Any, name: str, _address: str) -> bool:
        self.out.append(name)
        return self.may

    def seen_over(self, line: str) -> bool:
        self.lines.append(line)
        return self.may

    def sign_out(self, _who: Any) -> None:
        self.signed_out += 1


Make = Callable[..., TestClient]


@pytest.fixture
def asked() -> Asked:
    return Asked()


@pytest.fixture
def client(asked: Asked) -> Make:
    def made(
        settings: Mapping[str, str] = {}, peer: str = "192.0.2.7", host: str = "cx.bank.example", below: str = ""
    ) -> TestClient:
        names = ("", "media/f.csv", "trend")
        routes = [Route(f"{below}/{name}", _file if "." in name else _seen) for name in names]
        routes += [Route(f"{below}/_stcore/{name}", _seen) for name in ("metrics", "health", "agent/mcp")]
        routes += [Route(f"{below}/_stcore/upload_file/s/f", _seen, methods=["PUT"])]
        routes += [Route(f"{below}/{name}", _redirect) for name in ("auth/login", "auth/logout", "oauth2callback")]
        inner = Starlette(routes=[*routes, WebSocketRoute(f"{below}/_stcore/stream", _socket)])
        door = Door(
            inner,
            settings=from_environment(settings),
            headers=HEADERS,
            below=below,
            identify=lambda asking: asking,
            may_upload=lambda _who: asked.may,
            let_out=asked.let_out,
            sign_out=asked.sign_out,
            still_in=lambda _who, line: asked.seen_over(line),
            whole_run=lambda click: b"instead of " + click,
            whole_page=lambda click: click.replace(b"part", b"whole"),
        )
        found = KeepPeer(door) if peer else door
        return TestClient(found, base_url=f"http://{host}", client=(peer or "10.0.0.1", 1), follow_redirects=False)

    return made


def _headers(told: Any) -> dict[str, str]:
    return dict(told.json()["headers"])


def test_every_answer_carries_the_headers(client: Make) -> None:
    for path, status in (("/", 200), ("/nowhere", 404), ("/_stcore/metrics", 404), ("/media/f.csv", 200)):
        answer = client().get(path)
        assert answer.status_code == status
        for name, value in HEADERS.items():
            assert answer.headers[name] == value
    assert client().get("/media/f.csv").headers["cache-control"] == "no-store, private"


def test_by_https_a_cookie_never_leaves_otherwise(client: Make) -> None:
    told = {"Referer": "http://cx.bank.example/trend?unit=r01"}
    for settings, is_https in ((PROVIDER, True), ({}, False)):
        answer = client(settings).get("/auth/login", headers=told)
        cookies = answer.headers.get_list("set-cookie")
        assert len(cookies) == 2
        assert [each.endswith("; Secure") or "; Secure;" in each for each in cookies] == [is_https] * 2
        assert ("strict-transport-security" in answer.headers) is is_https


def test_scripts_are_known_by_their_hash_and_nothing_comes_from_elsewhere() -> None:
    policy = HEADERS["Content-Security-Policy"]
    for script in ("\n  window.ready = false\n", *LANGUAGE_SCRIPTS):
        assert f"'sha256-{base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()}'" in policy
    parts = dict(part.strip().split(" ", 1) for part in policy.split(";"))
    assert "unsafe-inline" not in parts["script-src"]
    assert "unsafe-eval" not in policy
    assert parts["default-src"] == parts["frame-ancestors"] == "'none'"
    assert not any(token in policy for token in ("http:", "https:", " *"))


def test_foreign_hosts_are_not_answered(client: Make) -> None:
    named = {**PROVIDER}
    assert client(named).get("/").status_code == 200
    for host in ("evil.example", "cx.bank.example.evil.example", "127.0.0.1", "[::1"):
        assert client(named).get("/", headers={"Host": host}).status_code == 421
    assert client(named).get("/_stcore/health", headers={"Host": "127.0.0.1:8501"}).status_code == 200
    assert (
        client({**named, "HUIYIN_HOSTS": "a.example, B.example"}).get("/", headers={"Host": "b.example:80"}).is_success
    )
    assert client().get("/", headers={"Host": "anything"}).status_code == 200


@pytest.mark.parametrize("origin", ["https://evil.example", "null", "http://cx.bank.example.evil.example"])
def test_a_websocket_from_another_origin_is_refused(client: Make, origin: str) -> None:
    for settings in ({}, PROVIDER):
        with (
            pytest.raises(WebSocketDisconnect),
            client(settings).websocket_connect(
                "/_stcore/stream", headers={"Origin": origin, "Host": "cx.bank.example"}
            ),
        ):
            pass
    with client(PROVIDER).websocket_connect(
        "/_stcore/stream", headers={"Origin": "http://cx.bank.example", "Host": "cx.bank.example"}
    ) as line:
        line.send_text("x")
        assert line.receive_text() == "x"


def test_every_click_is_asked_for_anew(client: Make, asked: Asked) -> None:
    with client().websocket_connect("/_stcore/stream") as line:
        line.send_text("one")
        assert line.receive_text() == "one"
        asked.may = False
        line.send_text("two")
        assert line.receive_text() == "instead of two"
        asked.may = True
        line.send_text("three")
        assert line.receive_text() == "three"
    with client().websocket_connect("/_stcore/stream", headers={LINE: asked.lines[0]}) as line:
        line.send_text("of another line, whatever it calls itself")
        line.receive_text()
    assert (asked.lines[:2], len(set(asked.lines))) == ([asked.lines[0]] * 2, 2)


def test_the_first_click_of_a_line_draws_the_whole_page(client: Make) -> None:
    """The line may have been another process's before, whose parts of the page this one does not know."""
    with client().websocket_connect("/_stcore/stream") as socket:
        told = []
        for click in (b"part 1", b"part 2"):
            socket.send_bytes(click)
            told.append(socket.receive_text())
    assert told == ["whole 1", "part 2"]


def test_only_the_proxy_says_who_somebody_is(client: Make) -> None:
    told = {"X-Forwarded-User": "chen", "X-Forwarded-Groups": "head"}
    assert _headers(client(PROXY, "10.0.0.1").get("/", headers=told))["x-forwarded-user"] == "chen"
    for peer in ("10.0.0.2", "127.0.0.1", ""):  # '': the server did not keep the address
        seen = _headers(client(PROXY, peer).get("/", headers={**told, "X-Forwarded-For": "10.0.0.1"}))
        assert not {"x-forwarded-user", "x-forwarded-groups"} & set(seen)
    assert "x-forwarded-user" not in _headers(client({}, "10.0.0.1").get("/", headers=told))
    twice = [("X-Forwarded-User", "wang"), ("x-forwarded-user", "chen")]
    assert "x-forwarded-user" not in _headers(client(PROXY, "10.0.0.1").get("/", headers=twice))
    other = {**PROXY, "HUIYIN_PERSON_HEADER": "X-Remote-User"}
    assert "x-remote-user" not in _headers(client(other, "10.0.0.9").get("/", headers={"X-Remote-User": "chen"}))


def test_nobody_outside_can_say_that_they_passed_the_door(client: Make) -> None:
    seen = client().get("/", headers={PASSED: "guessed"}).json()["headers"]
    assert [value for name, value in seen if name == PASSED] == [WORD]


def test_the_true_address_is_kept_whatever_headers_say() -> None:
    found: dict[str, Any] = {}

    async def inner(scope: Any, receive: Any, send: Any) -> None:
        found.update(peer=scope[PEER], client=scope["client"])
        await Response("")(scope, receive, send)

    TestClient(KeepPeer(inner), client=("127.0.0.1", 5)).get("/", headers={"X-Forwarded-For": "10.0.0.1"})
    assert found == {"peer": ("127.0.0.1", 5), "client": ("127.0.0.1", 5)}


def test_where_a_request_came_from_is_believed_of_a_forwarder_and_nothing_else(client: Make) -> None:
    told = {"X-Forwarded-For": "10.9.9.9, 192.0.2.44", "X-Huiyin-From": "1.2.3.4", "X-Forwarded-User": "chen"}
    forwarded = {"HUIYIN_FORWARDERS": "10.0.0.1"}
    for settings, peer, found in (
        (forwarded, "10.0.0.1", "192.0.2.44"),
        (forwarded, "10.0.0.2", "10.0.0.2"),
        ({}, "10.0.0.1", "10.0.0.1"),
    ):
        seen = _headers(client(settings, peer=peer).get("/", headers=told))
        assert seen[CAME_FROM] == found
        assert "x-forwarded-user" not in seen  # whoever passes on says from where, not who


def test_the_frameworks_own_instruments_are_hidden(client: Make) -> None:
    for path in ("/_stcore/metrics", "/_stcore/agent", "/_stcore/agent/mcp", "/_stcore/script-health-check"):
        assert client().get(path).status_code == 404
        assert client(below="/cx").get(f"/cx{path}").status_code == 404
    assert client().get("/_stcore/health").status_code == 200


def test_no_file_leaves_that_is_not_let_out(client: Make, asked: Asked) -> None:
    assert client().get("/media/f.csv").text == "a,b"
    asked.may = False
    refused = client().get("/media/f.csv")
    assert (refused.status_code, refused.text) == (403, "not let out")
    assert asked.out == ['="huiyin-trend.csv"'] * 2
    assert client().put("/_stcore/upload_file/s/f").status_code == 403
    asked.may = True
    assert client().put("/_stcore/upload_file/s/f").status_code == 200


def test_signing_out_ends_the_sign_in_whoever_asks_for_it(client: Make, asked: Asked) -> None:
    client().get("/auth/logout")
    assert asked.signed_out == 1


def test_the_view_is_kept_over_the_way_to_the_provider(client: Make) -> None:
    for below in ("", "/cx"):
        here = client(below=below)
        left = here.get(
            f"{below}/auth/login", headers={"Referer": f"http://cx.bank.example{below}/trend?unit=r01&lang=en"}
        )
        assert "HttpOnly" in left.headers["set-cookie"]
        back = here.get(f"{below}/oauth2callback")
        assert back.headers["location"] == f"{below}/trend?unit=r01&lang=en"
        assert RETURN_COOKIE not in here.cookies or not here.cookies[RETURN_COOKIE]


@pytest.mark.parametrize(
    "kept",
    [
        "//evil.example",
        "/\\evil.example",
        "https://evil.example",
        "/trend/../x",
        "/trend?x\r\ny",
        "/a//b",
        "x",
        "/" * 9,
    ],
)
def test_nobody_is_led_elsewhere_after_signing_in(client: Make, kept: str) -> None:
    here = client()
    written = kept.replace("\r", "").replace("\n", "")
    back = here.get("/oauth2callback", headers={"Cookie": f"{RETURN_COOKIE}={written}"})
    assert back.headers["location"] in ("/", "/trend?xy")
    left = here.get("/auth/login", headers={"Referer": f"http://evil.example{written}"})
    assert RETURN_COOKIE not in left.headers.get("set-cookie", "")


@pytest.mark.parametrize(
    ("told", "why"),
    [
        ({**PROVIDER, "HUIYIN_OIDC_CLIENT_SECRET": ""}, "OIDC_CLIENT_SECRET is missing"),
        ({"HUIYIN_COOKIE_SECRET": "x" * 32}, "half set"),
        ({**PROVIDER, "HUIYIN_COOKIE_SECRET": "short"}, "fewer than 32"),
        ({**PROVIDER, **PROXY}, "choose one"),
        ({"HUIYIN_TRUSTED_PROXIES": "proxy.bank.example"}, "TRUSTED_PROXIES"),
        ({"HUIYIN_COOKIE_SECRET_FILE": "/nowhere/secret"}, "cannot be read"),
    ],
)
def test_a_server_that_is_half_set_does_not_start(told: Mapping[str, str], why: str) -> None:
    with pytest.raises(SettingsError, match=why):
        from_environment(told)


def test_secrets_come_from_the_environment_or_from_files(tmp_path: Any) -> None:
    (tmp_path / "secret").write_text("y" * 40 + "\n", encoding="utf-8")
    told = {name: value for name, value in PROVIDER.items() if name != "HUIYIN_COOKIE_SECRET"}
    found = from_environment({**told, "HUIYIN_COOKIE_SECRET_FILE": str(tmp_path / "secret")})
    assert found.provider["cookie_secret"] == "y" * 40
    assert found.provider["client_id"] == "huiyin"
    assert found.hosts == {"cx.bank.example"}
    assert from_environment({}) == Settings({})
    with pytest.raises(SettingsError, match="take one away"):
        from_environment(PROVIDER, {"client_id": "other"})
    with pytest.raises(SettingsError, match="fewer than 32"):
        from_environment({}, {"client_id": "other", "cookie_secret": "weak"})
