"""Whoever is denied one unit works it out from nothing: no total that it is part of is shown, by any answer."""

from __future__ import annotations

import pytest

from dashboard.access.grants import scope_of
from dashboard.access.register import Role
from dashboard.admission import above, tree
from dashboard.answers import peers, series
from dashboard.queries.builds import Build
from dashboard.queries.where import OutOfScopeError
from dashboard.scopes import Scope
from dashboard.slices import Slice
from dashboard.values import Answer
from tests.dashboard import every

DENIED, NAMES = "o03", ("湖滨支行", "Lakeside")
WHOLE = Slice(period="all")
COMPARES_WITH_OTHERS = {"answers.peers.of": "with three units or more, found among those that are seen; tested below"}


def without_one(granted: str, build: Build) -> Scope:
    roles = (Role(units=frozenset({granted})), Role(deny_units=frozenset({DENIED})))
    return scope_of("sun", roles, tree(build), above(build))


@pytest.fixture(scope="module")
def denied(build: Build) -> Scope:
    """One who sees the whole bank without the one unit."""
    return without_one("*", build)


def test_places_of_earlier_years_are_above_a_unit_as_well(build: Build) -> None:
    assert above(build)["o05"] == {"hq", "r02", "r03"}
    assert above(build)["hq"] == frozenset()


@pytest.mark.parametrize("granted", ["*", "r01"])
@pytest.mark.parametrize("measure", ["nps", "satisfaction", "complaints_per_10k", "suggestions_submitted"])
def test_a_total_without_its_other_parts_is_nothing(build: Build, me: Scope, granted: str, measure: str) -> None:
    """The attack: take from every total that is shown what is shown of the others."""
    denied = without_one(granted, build)
    for unit in ("hq", "r01", DENIED):
        with pytest.raises(OutOfScopeError):
            series.by(measure, "month", build, Slice(period="all", units=(unit,)), denied)
    whole = series.by(measure, "month", build, WHOLE, denied)
    parts = series.by(measure, "month", build, Slice(period="all", units=denied.mine), me)
    assert whole.values == parts.values
    assert whole.values != series.by(measure, "month", build, WHOLE, me).values  # the bank's own total is another


@pytest.mark.parametrize("one", every.answers(), ids=lambda one: one.name)
def test_nothing_chosen_is_ones_own_units_and_never_the_bank(
    build: Build, me: Scope, denied: Scope, one: every.Found
) -> None:
    """Every answer gives the same as to one who sees all and chose these units; where the one is asked for, nothing."""
    own = Slice(period="all", units=denied.mine)
    mine = every.called(one, build, denied, (WHOLE,), ("nps",))
    chosen = every.called(one, build, me, (own,), ("nps",))
    for (arguments, seen), (_, told) in zip(mine, chosen, strict=True):
        assert not {text for text in every.strings(seen) if text == DENIED or any(name in text for name in NAMES)}
        if one.name in COMPARES_WITH_OTHERS or not isinstance(seen, Answer) or not isinstance(told, Answer):
            continue
        free = {value.key: value for value in told.values}
        for value in seen.values:
            assert value.key not in free or value == free[value.key], arguments


def test_peers_are_looked_for_among_what_is_seen(build: Build, denied: Scope) -> None:
    assert DENIED not in every.strings(peers.of("o01", build, WHOLE, denied))
