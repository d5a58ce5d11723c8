"""Who is let in: with or without sign-in, known or not, suspended or not; and that a change holds at the next click."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from dashboard.access.visitors import Visitor, is_at_this_machine, is_in, networks_of, of_claims, session_of
from dashboard.admission import RefusedError, admit, person_claim, scope_in_terminal
from dashboard.components import administration
from dashboard.components import ledger as ledger_pieces
from dashboard.components.context import Context
from dashboard.ledger import Author, NotPermittedError, open_ledger, sessions, suspensions
from dashboard.queries.builds import Build
from dashboard.queries.catalogue import catalogue
from dashboard.scopes import Scope
from dashboard.slices import Slice
from dashboard.views import View
from tests.dashboard.access.conftest import PEOPLE, Write

NOW = 1_790_000_000
CHEN = Author("chen@bank.example")
LOCAL = Visitor("local", is_local=True)
FAR = Visitor("local", is_local=False)


def claims(who: str, **more: Any) -> dict[str, Any]:
    return {"iss": "https://id", "sub": who, "email": who, "iat": NOW - 60, "exp": NOW + 60, **more}


def visitor(who: str = "wang@bank.example", **more: Any) -> Visitor:
    return of_claims(claims(who, **more), "email", NOW)


def refused(who: Visitor, build: Build) -> str:
    with pytest.raises(RefusedError) as found:
        admit(who, build)
    return found.value.why


def test_without_sign_in_the_local_user_alone_sees_all(peopled: Build, write: Write) -> None:
    assert admit(LOCAL, peopled).scope.visible is None
    assert refused(FAR, peopled) == "not_local"
    write("everyone_sees_everything = true")
    everyone = admit(FAR, peopled).scope
    assert everyone.visible is None
    assert not everyone.may_load
    assert not everyone.may_administer
    write(PEOPLE)
    assert refused(LOCAL, peopled) == refused(FAR, peopled) == "no_sign_in"


def test_the_example_may_be_looked_at_from_anywhere(peopled: Build) -> None:
    example = replace(peopled, is_example=True)
    far = admit(FAR, example).scope
    assert far.visible is None
    assert not any((far.may_load, far.may_administer, far.may_edit))
    signed_in = admit(visitor("anybody@bank.example"), example).scope
    assert not any((signed_in.may_load, signed_in.may_administer, signed_in.may_edit))


def test_people_see_what_their_roles_say(peopled: Build, write: Write) -> None:
    write()
    wang = admit(visitor(), peopled).scope
    assert wang.visible == {"r01", "o01", "o02", "o03"}
    assert wang.mine == ("r01",)
    assert (wang.may_export, wang.may_read_verbatims, wang.may_edit) == (True, True, False)
    li = admit(visitor("LI@bank.example "), peopled).scope
    assert li.visible is not None
    assert {"r01", "r03", "o05"} <= li.visible
    assert li.may_edit
    assert not admit(visitor("zhao@bank.example"), peopled).scope.may_read_verbatims
    sun = admit(visitor("sun@bank.example"), peopled).scope
    assert (sun.visible, sun.lines) == (None, {"card", "wealth"})
    assert refused(visitor("ma@bank.example"), peopled) == "no_units"
    assert refused(visitor("stranger@bank.example"), peopled) == "unknown"
    assert refused(visitor(""), peopled) == "unknown"


def test_a_bank_without_a_register_lets_nobody_in_who_signs_in(peopled: Build) -> None:
    assert refused(visitor("chen@bank.example"), peopled) == "unknown"


def test_a_change_of_the_file_holds_at_the_next_click(peopled: Build, write: Write) -> None:
    write()
    assert admit(visitor(), peopled).scope.may_export
    write(PEOPLE.replace("export = true", "export = false", 1))
    assert not admit(visitor(), peopled).scope.may_export
    write(PEOPLE.replace("wang@", "wong@"))
    assert refused(visitor(), peopled) == "unknown"
    write("[roles")
    assert refused(visitor(), peopled) == refused(LOCAL, peopled) == "unclear"
    assert scope_in_terminal(peopled, None).visible is None  # whoever mends the file
    write()
    assert admit(visitor(), peopled).scope.may_export


def test_suspension_holds_at_the_next_click_and_can_be_undone(peopled: Build, write: Write) -> None:
    write()
    ledger = open_ledger(peopled.bank, peopled.folder)
    with ledger.writing(CHEN) as writing:
        suspensions.suspend(writing, "wang@bank.example", "下载过多")
        suspensions.suspend(writing, "wang@bank.example", "again: one suspension stands")
    assert refused(visitor(), peopled) == "suspended"
    assert [each.reason for each in suspensions.standing(ledger)] == ["下载过多"]
    with ledger.writing(CHEN) as writing:
        suspensions.lift(writing, "wang@bank.example")
    assert admit(visitor(), peopled).scope.visible
    with ledger.writing(CHEN) as writing:
        suspensions.suspend(writing, "wang@bank.example", "")
    assert refused(visitor(), peopled) == "suspended"


def test_an_ended_sign_in_opens_nothing_and_another_does(peopled: Build, write: Write) -> None:
    write()
    ledger = open_ledger(peopled.bank, peopled.folder)
    first, second = visitor(), visitor(iat=NOW - 1)
    with ledger.writing(Author(first.person)) as writing:
        sessions.end(writing, first.session)
        sessions.end(writing, first.session)
    assert refused(first, peopled) == "ended"
    assert admit(second, peopled).scope.person == "wang@bank.example"


def test_nobody_is_let_in_where_the_ledger_cannot_be_asked(peopled: Build, write: Write) -> None:
    write()
    ledger = open_ledger(peopled.bank, peopled.folder)
    ledger.revision()
    assert ledger.path is not None
    ledger.path.write_bytes(b"no database" * 500)
    assert refused(visitor(), peopled) == "unclear"


@pytest.mark.parametrize(
    "told",
    [
        {"email": ""},
        {"email": None},
        {"email": ["wang@bank.example"]},
        {"iat": None},
        {"exp": None},
        {"exp": "2099-01-01"},
        {"exp": True},
        {"email_verified": False},
    ],
)
def test_a_token_that_is_not_whole_names_nobody(told: dict[str, Any]) -> None:
    assert visitor(**told).person == ""


def test_a_token_ends_at_its_second(peopled: Build, write: Write) -> None:
    write()
    assert refused(visitor(exp=NOW), peopled) == "expired"
    assert admit(visitor(exp=NOW + 1), peopled).scope.person


def test_a_session_is_one_sign_in() -> None:
    told = claims("wang")
    assert session_of(told) == session_of({**told, "exp": 0, "name": "x"})
    others = [{**told, name: f"{told[name]}0"} for name in ("iss", "sub", "iat")]
    assert len({session_of(each) for each in (told, *others)}) == 4


@pytest.mark.parametrize(
    ("headers", "came_from", "is_here"),
    [
        ({"Host": "localhost:8501"}, "127.0.0.1", True),
        ({"host": "127.0.0.1:8501", "origin": "http://127.0.0.1:8501"}, "", True),
        ({"host": "[::1]:8501"}, "::1", True),
        ({"host": "cx.bank.example"}, "127.0.0.1", False),
        ({"host": "localhost.bank.example"}, "", False),
        ({"host": "127.0.0.1.nip.example"}, "", False),
        ({"host": "localhost", "x-forwarded-for": "10.1.1.1"}, "127.0.0.1", False),
        ({"host": "localhost", "Forwarded": "for=10.1.1.1"}, "127.0.0.1", False),
        ({"host": "localhost", "Via": "1.1 proxy"}, "127.0.0.1", False),
        ({"host": "localhost", "origin": "https://cx.bank.example"}, "127.0.0.1", False),
        ({"host": "localhost"}, "10.1.1.1", False),
        ({"host": ""}, "127.0.0.1", False),
        ({"host": "[::1"}, "127.0.0.1", False),
        ({}, "", False),
    ],
)
def test_who_sits_at_this_machine(headers: dict[str, str], came_from: str, is_here: bool) -> None:
    assert is_at_this_machine(headers, came_from) is is_here


def test_an_address_lies_in_a_network_or_not() -> None:
    networks = networks_of("10.0.0.0/24, 192.168.1.5")
    assert is_in("10.0.0.1", networks)
    assert is_in("::ffff:10.0.0.1", networks)
    assert not is_in("10.0.1.1", networks)
    assert not is_in("testclient", networks)
    with pytest.raises(ValueError, match="does not appear"):
        networks_of("proxy.bank.example")


def test_in_the_terminal_one_may_look_as_somebody(peopled: Build, write: Write) -> None:
    write()
    assert scope_in_terminal(peopled, "wang@bank.example").visible == {"r01", "o01", "o02", "o03"}
    with pytest.raises(RefusedError, match="unknown"):
        scope_in_terminal(peopled, "stranger")
    assert isinstance(scope_in_terminal(peopled, None), Scope)


def test_who_may_write_is_asked_anew_whatever_the_page_was_drawn_for(
    peopled: Build, write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    write()
    li, chen = visitor("li@bank.example"), visitor("chen@bank.example")
    monkeypatch.setattr(ledger_pieces, "visitor_now", lambda build: here[0])
    here = [li]
    scope = admit(li, peopled).scope
    context = Context(peopled, catalogue(peopled, scope), Slice(), scope, View())
    with ledger_pieces.writing_of(context, "suggestions"):
        pass
    write(PEOPLE.replace('edit = true\n\n[people."zhao', 'edit = false\n\n[people."zhao'))
    with pytest.raises(NotPermittedError), ledger_pieces.writing_of(context, "suggestions"):
        pass
    with ledger_pieces.writing_of(context, "views", is_own=True):
        pass
    write(PEOPLE.replace("li@", "lu@"))
    with pytest.raises(NotPermittedError), ledger_pieces.writing_of(context, "views", is_own=True):
        pass
    write()
    here[0] = chen
    head = admit(chen, peopled).scope
    ruling = replace(context, scope=head)
    assert administration._write(ruling, lambda writing: suspensions.suspend(writing, "ma@bank.example", ""))
    assert administration._write(ruling, lambda writing: suspensions.lift(writing, "ma@bank.example"))
    write(PEOPLE.replace("administer = true", "administer = false"))
    assert not administration._write(ruling, lambda writing: suspensions.suspend(writing, "ma@bank.example", ""))


def test_a_bank_may_know_people_by_another_claim_than_mail(peopled: Build, write: Write) -> None:
    """Who signs in without an address of mail, or with one that nobody verified, has still signed in."""
    write(PEOPLE.replace('[people."wang@bank.example"]', '[people."007421"]') + '\n[claims]\nperson = "staff_number"\n')
    told = {**claims("x", staff_number="007421"), "email": None}
    assert person_claim(peopled) == "staff_number"
    by_mail = of_claims(told, person_claim(None), NOW)
    assert (by_mail.person, by_mail.session) == ("", session_of(told))  # comes past the front door, to no bank yet
    assert admit(of_claims(told, person_claim(peopled), NOW), peopled).scope.mine == ("r01",)
    unverified = claims("wang@bank.example", staff_number="007421", email_verified=False)
    assert admit(of_claims(unverified, "staff_number", NOW), peopled).scope.mine == ("r01",)
    for nobody in (claims("wang@bank.example"), claims("wang@bank.example", staff_number=7421)):
        assert refused(of_claims(nobody, "staff_number", NOW), peopled) == "unknown"
