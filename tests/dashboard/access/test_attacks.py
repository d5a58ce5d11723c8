"""Attacks on a running server, message by message: another unit by every way there is, and every kind of bad cookie."""

from __future__ import annotations

import shutil
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from dashboard.access.register import PAGES
from dashboard.ledger import Author, audit, open_ledger, suspensions
from tests.browser.conftest import PROJECT, running_app
from tests.browser.provider import COOKIE_SECRET, signing_in
from tests.dashboard.access import wire
from tests.dashboard.access.conftest import PEOPLE
from tests.dashboard.access.wire import Line, claims, cookie

WANG, CHEN = "wang@bank.example", "chen@bank.example"
FOREIGN = ("西区分行", "南区分行", "新村支行", "车站支行", "古镇支行", "码头支行")
OWN = "东区分行"
BANK = "小城银行"
PAGES_THERE = tuple(page for page in PAGES if (PROJECT / "dashboard" / "pages" / f"{page}.py").exists())
LOOKED_AT = ("overview", "branches", "suggestions", "complaints")
"""Pages that an executive opens first: most of what the others keep is kept by these."""
EVERY_PARAMETER = "level={0}&of={0}&mix={0}&view={0}&attribute={0}&heard={0}&group={0}&word={0}&theme={0}"
INJECTIONS = (
    "' or 1=1 --",
    "<script>alert(1)</script>",
    "=HYPERLINK(1)",
    "../../secret",
    "%00",
    "r01'; drop table x",
    "$units",
)


@dataclass(frozen=True)
class Server:
    """The app's address and the bank's folder."""

    address: str
    bank: Path

    def line(self, who: str, **more: Any) -> Line:
        return Line(self.address, cookie(claims(who, **more), self.address, COOKIE_SECRET))


@pytest.fixture(scope="module")
def server(peopled_root: Path) -> Iterator[Server]:
    bank = peopled_root / "small"
    path = bank / "config" / "access.toml"
    path.write_text(PEOPLE, encoding="utf-8")
    with running_app(peopled_root, lambda port: signing_in("http://127.0.0.1:9", port)) as address:
        yield Server(address, bank)
    path.unlink()


def test_the_words_that_are_looked_for_are_told_to_who_may_see_them(server: Server) -> None:
    chen = server.line(CHEN)
    assert {"西区分行", "南区分行"} <= set(wire.names(chen.ask("branches", "period=all&lang=zh_CN"), FOREIGN))
    chen.close()


@pytest.mark.parametrize("page", PAGES_THERE)
def test_no_page_names_another_unit_after_an_executive_looked_at_it(server: Server, page: str) -> None:
    """The executive's results are in the cache of the same process."""
    chen, wang = server.line(CHEN), server.line(WANG)
    if page in LOOKED_AT:
        assert wire.names(chen.ask(page, "lang=zh_CN&period=all"), (BANK,))
    for query in ("lang=zh_CN&period=all", "lang=zh_CN&unit=r02"):
        told = wang.ask(page, query)
        assert told
        assert not wire.names(told, FOREIGN), query
    for line in (chen, wang):
        line.close()


def test_no_parameter_of_the_address_opens_another_unit_or_runs_anything(server: Server) -> None:
    wang = server.line(WANG)
    for page in ("branches", "explore"):
        for told in ("r02", INJECTIONS[0], INJECTIONS[1]):
            answer = wang.ask(page, "lang=zh_CN&unit=r01&" + EVERY_PARAMETER.format(told))
            assert answer
            assert not wire.names(answer, FOREIGN), told
    for name in ("unit", "survey", "period", "as_of", "line", "bank"):
        for told in INJECTIONS:
            answer = wang.ask("trend", f"lang=zh_CN&{name}={told}")
            assert b"Traceback" not in answer
            assert not wire.names(answer, ("客户推荐度（NPS） ", *FOREIGN)), (name, told)
    wang.close()


def test_no_widget_takes_a_value_that_opens_another_unit(server: Server) -> None:
    wang, page = server.line(WANG), "branches"
    wang.ask(page, "lang=zh_CN&unit=r01")
    widgets = sorted(each for each in wang.widgets() if not each.endswith("sign-out"))
    assert len(widgets) > 20
    for kind in range(wire.KINDS):
        injected = [wire.states(widget, "r02")[kind] for widget in widgets]
        told = wang.ask(page, "lang=zh_CN&unit=r01", injected)
        assert not wire.names(told, FOREIGN), kind
    wang.close()


def test_a_cookie_that_was_not_signed_here_opens_nothing(server: Server) -> None:
    good = cookie(claims(CHEN), server.address, COOKIE_SECRET)
    bad = {
        "forged": cookie(claims(CHEN), server.address, "x" * 40),
        "altered": good[:20] + ("A" if good[20] != "A" else "B") + good[21:],
        "cut": good[:-4],
        "of another server": cookie(claims(CHEN), "http://elsewhere.example", COOKIE_SECRET),
        "expired": cookie(claims(CHEN, exp=int(time.time()) - 1), server.address, COOKIE_SECRET),
        "without an end": cookie(claims(CHEN, exp=None), server.address, COOKIE_SECRET),
        "nobody": cookie(claims(""), server.address, COOKIE_SECRET),
        "unverified": cookie(claims(CHEN, email_verified=False), server.address, COOKIE_SECRET),
        "none": "",
    }
    for kind, signed in bad.items():
        line = Line(server.address, signed)
        told = line.ask("overview", "lang=zh_CN")
        assert told
        assert not wire.names(told, (BANK, OWN, *FOREIGN)), kind
        line.close()
    line = Line(server.address, good)
    assert wire.names(line.ask("overview", "lang=zh_CN"), (BANK,))
    line.close()


def test_a_token_that_ends_while_somebody_looks_ends_what_they_see(server: Server) -> None:
    ends = int(time.time()) + 8
    line = server.line(WANG, exp=ends, iat=ends - 77)
    told = line.ask("method", "lang=zh_CN")
    assert time.time() >= ends or wire.names(told, (BANK,))
    while time.time() < ends:
        time.sleep(0.2)
    assert not wire.names(line.ask("method", "lang=zh_CN"), (BANK, OWN))
    line.close()


def test_a_copied_cookie_is_worthless_after_signing_out(server: Server) -> None:
    signed = cookie(claims(WANG, iat=int(time.time()) - 500), server.address, COOKIE_SECRET)
    first, copied = Line(server.address, signed), Line(server.address, signed)
    for line in (first, copied):
        assert wire.names(line.ask("method", "lang=zh_CN"), (BANK,))
    wire.fetch(server.address, "/auth/logout", signed)
    ended = copied.ask("method", "lang=zh_CN")
    assert ended
    assert not wire.names(ended, (BANK, OWN))
    replayed = Line(server.address, signed)
    assert not wire.names(replayed.ask("method", "lang=zh_CN"), (BANK, OWN))
    again = server.line(WANG)  # another sign-in of the same person
    assert wire.names(again.ask("method", "lang=zh_CN"), (BANK,))
    for line in (first, copied, replayed, again):
        line.close()


def test_headers_name_nobody_where_no_proxy_is_trusted(server: Server) -> None:
    headers = {
        "X-Forwarded-User": CHEN,
        "X-Forwarded-Email": CHEN,
        "X-Huiyin-Passed": "x",
        "X-Forwarded-For": "127.0.0.1",
    }
    line = Line(server.address, headers=headers)
    assert not wire.names(line.ask("overview", "lang=zh_CN"), (BANK, OWN))
    line.close()


def test_who_is_known_by_another_claim_than_mail_comes_past_the_front_door(server: Server) -> None:
    path = server.bank / "config" / "access.toml"
    path.write_text(PEOPLE.replace(WANG, "007421") + '\n[claims]\nperson = "staff_number"\n', encoding="utf-8")
    try:
        for who, is_let_in in (({"staff_number": "007421", "email": None}, True), ({}, False)):
            line = server.line(WANG, **who)
            told = line.ask("method", "lang=zh_CN")
            assert told
            assert bool(wire.names(told, (BANK,))) is is_let_in
            line.close()
    finally:
        path.write_text(PEOPLE, encoding="utf-8")


def test_what_was_refused_is_in_the_audit_and_its_chain_is_whole(server: Server) -> None:
    wang, stranger = server.line(WANG), server.line("stranger@bank.example")
    wang.ask("trend", "unit=o07")
    wang.ask("administration", "lang=zh_CN")
    assert not wire.names(stranger.ask("trend", "lang=zh_CN"), (BANK, OWN))
    ledger = open_ledger("small", server.bank)
    found = {(each["who"], each["action"], each["subject"]) for each in audit.entries(ledger) if each["is_refused"]}
    assert (WANG, "view", "unit=o07") in found
    assert (WANG, "view", "page administration") in found
    assert ("stranger@bank.example", "entry", "unknown") in found
    assert audit.last(ledger, "roles_changed") is not None
    assert audit.verify(ledger).faults == ()
    for line in (wang, stranger):
        line.close()


def test_another_bank_that_is_looked_at_hides_no_suspension(server: Server) -> None:
    """Two tabs of one sign-in, each on another bank: what holds in one says nothing of the other."""
    other = server.bank.parent / "second"
    shutil.copytree(server.bank, other, ignore=shutil.ignore_patterns("ledger*"))
    signed = cookie(claims(WANG, iat=int(time.time()) - 700), server.address, COOKIE_SECRET)
    first, second = Line(server.address, signed), Line(server.address, signed)
    ledger = open_ledger("small", server.bank)
    try:
        assert wire.names(first.ask("method", "bank=small&lang=zh_CN"), (BANK,))
        assert wire.names(second.ask("method", "bank=second&lang=zh_CN"), (BANK,))
        with ledger.writing(Author("chen")) as writing:
            suspensions.suspend(writing, WANG, "")
        part = first.ask("method", "bank=small&lang=zh_CN", part="any")
        assert wire.names(part, ("您的访问已被停用",))  # also a click on a part of the page, in its own bank
        assert not wire.names(part, (BANK, OWN))
        assert wire.names(second.ask("method", "bank=second&lang=zh_CN"), (BANK,))
    finally:
        with ledger.writing(Author("chen")) as writing:
            suspensions.lift(writing, WANG)
        for line in (first, second):
            line.close()
        shutil.rmtree(other)


@pytest.mark.parametrize(("trusted", "is_let_in"), [("127.0.0.1", True), ("10.0.0.1", False)])
def test_only_the_true_address_of_a_proxy_is_trusted(
    peopled_root: Path, server: Server, trusted: str, is_let_in: bool
) -> None:
    """Whoever asks is on this machine, and says to come from the proxy."""
    told = {"X-Forwarded-User": WANG, "X-Forwarded-For": "10.0.0.1"}
    with running_app(peopled_root, lambda _port: {"HUIYIN_TRUSTED_PROXIES": trusted}) as address:
        line = Line(address, headers=told)
        seen = line.ask("method", "lang=zh_CN")
        assert seen
        assert bool(wire.names(seen, (BANK, OWN))) is is_let_in
        nobody = Line(address)
        assert not wire.names(nobody.ask("method", "lang=zh_CN"), (BANK, OWN))
        for each in (line, nobody):
            each.close()
    if is_let_in:
        newest = audit.entries(open_ledger("small", server.bank))[0]
        assert (newest["who"], newest["came_from"]) == (WANG, "10.0.0.1")
