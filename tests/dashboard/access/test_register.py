"""The file of people and roles: what it grants, what it refuses, and that nothing misspelt opens anything."""

from __future__ import annotations

import pytest

from dashboard.access.grants import scope_of
from dashboard.access.register import AccessFileError, Role, parse
from dashboard.scopes import Scope
from tests.dashboard.access.conftest import PEOPLE

TREE = {"hq": ("r1", "r2"), "r1": ("o1", "o2"), "r2": ("o3",), "o1": (), "o2": (), "o3": ()}
ABOVE = {"r1": {"hq"}, "r2": {"hq"}, "o1": {"hq", "r1"}, "o2": {"hq", "r1"}, "o3": {"hq", "r2", "r1"}}
"""o3 once stood below r1."""


def _scope(*roles: Role) -> Scope:
    return scope_of("wang", roles, TREE, ABOVE)


def test_grants_unite_denials_win() -> None:
    east, west = Role(units=frozenset({"r1"})), Role(units=frozenset({"r2"}))
    assert _scope(east).visible == {"r1", "o1", "o2"}
    assert _scope(east, west).visible == {"r1", "o1", "o2", "r2", "o3"}
    assert _scope(east, west).mine == ("r1", "r2")
    without = Role(deny_units=frozenset({"o2", "r2"}))
    assert _scope(east, west, without).visible == {"o1"}
    whole = Role(units=frozenset({"*"}))
    assert _scope(whole).visible is None
    assert _scope(whole, without).visible == {"o1"}
    assert _scope(whole).mine == ()


def test_no_total_is_shown_that_a_denied_unit_is_part_of() -> None:
    """Nor one that it was part of: what is left of it without the others would be the denied unit's."""
    whole = Role(units=frozenset({"*"}))
    without_o2 = _scope(whole, Role(deny_units=frozenset({"o2"})))
    assert (without_o2.visible, without_o2.mine, without_o2.sees_bank) == ({"o1", "r2", "o3"}, ("o1", "r2"), False)
    without_o3 = _scope(whole, Role(deny_units=frozenset({"o3"})))
    assert (without_o3.visible, without_o3.mine) == ({"o1", "o2"}, ("o1", "o2"))
    assert _scope(whole).sees_bank
    assert _scope(Role(units=frozenset({"r1"}))).sees_bank


def test_a_unit_that_is_not_there_grants_nothing_and_nothing_is_the_start() -> None:
    assert _scope().visible == frozenset()
    assert _scope(Role(units=frozenset({"r9", ""}))).visible == frozenset()
    scope = _scope(Role(units=frozenset({"r1"})))
    assert not any((scope.may_read_verbatims, scope.may_export, scope.may_edit, scope.may_load, scope.may_administer))


def test_restrictions_intersect_and_a_refused_permission_stays_refused() -> None:
    one = Role(
        pages=frozenset({"overview", "trend"}), lines=frozenset({"card", "retail"}), permissions={"export": True}
    )
    other = Role(pages=frozenset({"trend", "voices"}), lines=frozenset({"card"}), permissions={"verbatims": True})
    scope = _scope(one, other)
    assert (scope.pages, scope.lines) == ({"trend"}, {"card"})
    assert scope.may_export
    assert scope.may_read_verbatims
    assert not _scope(one, other, Role(permissions={"export": False})).may_export
    assert scope.opens("trend")
    assert not scope.opens("overview")
    assert not scope.opens("administration")
    assert not scope.opens("upload")


def test_loading_replaces_what_everybody_sees_and_needs_the_whole_bank() -> None:
    may = {"load": True}
    assert not _scope(Role(units=frozenset({"r1"}), permissions=may)).may_load
    assert _scope(Role(units=frozenset({"*"}), permissions=may)).may_load


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("[roles.a]\nunit = ['r1']", "'unit' is not known"),
        ("[roles.a]\nunits = 'r1'", "a list of texts"),
        ("[roles.a]\nexport = 'no'", "true or false"),
        ("[roles.a]\npages = ['overvieww']", "no page 'overvieww'"),
        ("[people.wang]\nroles = ['a']", "no role 'a'"),
        ("[people.wang]\n[people.WANG]", "named twice"),
        ("[people.' ']", "is nobody"),
        ("[claims]\nroles = 'groups'", "goes with roles_of"),
        ("[claims]\nroles = 'groups'\n[claims.roles_of]\nx = 'a'", "no role 'a'"),
        ("[rules]\nmost_exports_an_hour = 0", "from 1 on"),
        ("[rules]\nmost_exports_an_hour = true", "from 1 on"),
        ("everyone_sees_everything = 'yes'", "true or false"),
        ("everyone_sees_everything = true\n[people.wang]", "contradict"),
        ("everybody = true", "'everybody' is not known"),
        ("people = 3", "people: a table"),
        ("people = {wang = 3}", "people.wang: a table"),
        ("[roles", "not TOML"),
    ],
)
def test_what_is_not_understood_is_refused_and_said(text: str, told: str) -> None:
    with pytest.raises(AccessFileError, match=told):
        parse(text.encode())


def test_all_faults_are_told_at_once() -> None:
    with pytest.raises(AccessFileError) as refused:
        parse(b"[roles.a]\nunit = []\nexport = 1\n[people.x]\nroles = ['b']")
    assert len(refused.value.faults) == 3


def test_claims_bring_roles_and_unknown_people_have_none() -> None:
    text = PEOPLE + '\n[claims]\nroles = "groups"\n[claims.roles_of]\n"cx-east" = "east"\n"cx-all" = "head"\n'
    people = parse(text.encode())
    assert people.roles_by("nobody@bank.example", {"groups": ["other", 7, None]}) is None
    assert people.roles_by("nobody@bank.example", {"groups": {"cx-east": 1}}) is None
    assert people.roles_by("new@bank.example", {"groups": ["cx-east"]}) == (people.roles["east"],)
    assert people.roles_by("new@bank.example", {"groups": "cx-east"}) == (people.roles["east"],)
    both = people.roles_by("wang@bank.example", {"groups": ["cx-all"]})
    assert both is not None
    assert both[1:] == (people.roles["east"], people.roles["head"])
    plain = parse(PEOPLE.encode())
    assert plain.roles_by("new@bank.example", {"groups": ["cx-all"], "roles": ["head"]}) is None
