"""How 1–9 people answered cannot be worked out from everything that is released; without the rules it can."""

from __future__ import annotations

import numpy as np
import pytest

from dashboard.scopes import Scope
from tests.attack import people, released, without_rules, working_out
from tests.attack.people import Attacked, Shape
from tests.attack.released import Asked, Asking, Known
from tests.attack.working_out import Group, Puzzle

pytestmark = pytest.mark.slow

TINY = Shape(responses=250, months=6)
SMALL = Shape(responses=500, months=12, correlation=0.6)
SPANS = ("2025-02..2025-04", "2025-05..2025-12")


CLASSES = ("promoters", "passives", "detractors")


@pytest.fixture(scope="module")
def free(tmp_path_factory: pytest.TempPathFactory) -> Attacked:
    """A bank whose build shows everything."""
    with without_rules.everything_shown():
        return people.make(tmp_path_factory.mktemp("free"), TINY)


@pytest.fixture(scope="module")
def ruled(tmp_path_factory: pytest.TempPathFactory) -> Attacked:
    """A bank as anybody builds it."""
    return people.make(tmp_path_factory.mktemp("ruled"), SMALL)


@pytest.mark.parametrize("measure", released.MEASURES)
def test_no_small_group_is_determined_by_what_is_released(ruled: Attacked, measure: str) -> None:
    asked = Asked(ruled, measure, Asking(united=1 if measure == "nps" else 0, spans=SPANS))
    known = released.distinct(list(asked.everything()))
    groups = working_out.small_groups(asked)
    assert len(groups) > 500
    assert sum(one.is_exact for one in known) > 50  # something is told at all
    found = working_out.work_out(working_out.puzzle(asked), known, groups)
    assert not found.leaks


def test_without_the_rules_small_groups_are_determined(free: Attacked) -> None:
    asked = Asked(free, "nps", Asking(united=0))
    known = released.distinct(list(asked.everything()))
    found = working_out.work_out(working_out.puzzle(asked), known, working_out.small_groups(asked))
    assert len(found.by_subtraction) > 20
    assert found.groups > len(found.leaks)


ANSWERS = np.array([0, 0, 0, 1, 2, 0, 0, 1, 1, 2, 2, 2])
"""Twelve people: of the first five three promote, one is passive, one is not; of the others two, two and three."""
PUZZLE = Puzzle(np.arange(12), ANSWERS, CLASSES)


def _of(*who: int) -> np.ndarray:
    return np.isin(np.arange(12), who)


def _known(*who: int) -> Known:
    counts = tuple(np.bincount(ANSWERS[list(who)], minlength=3).tolist())
    return Known(_of(*who), counts, counts, "by hand")


EVERYBODY = _known(*range(12))
FIVE = Group(_of(*range(5)), "five")


def test_a_difference_gives_a_group_away() -> None:
    assert not working_out.work_out(PUZZLE, [EVERYBODY], [FIVE]).leaks
    rest = _known(*range(5, 12))
    found = working_out.work_out(PUZZLE, [EVERYBODY, rest], [FIVE])
    assert found.by_subtraction == ["five: 5 people, 3 promoters, 1 passives, 1 detractors"]
    assert not working_out.work_out(PUZZLE, [EVERYBODY, _known(*range(6, 12))], [FIVE]).leaks


def test_bounds_give_a_group_away_that_no_difference_does() -> None:
    """0, 1 and 2 promote; so does 5, and 4 does not. Who of 2 to 4 promotes follows from nobody else being left."""
    sums = [_known(0, 1, 2, 3), _known(3, 4), _known(0, 1, 5)]
    pair = Group(_of(3, 4), "pair")
    found = working_out.work_out(PUZZLE, sums, [Group(_of(2, 3), "two and three"), pair])
    assert found.by_subtraction == ["pair: 2 people, 0 promoters, 1 passives, 1 detractors"]
    assert found.by_bounds == ["two and three: 2 people, 1 promoters, 1 passives, 0 detractors"]


def test_whowho_all_answered_alike_are_listed_apart() -> None:
    found = working_out.work_out(PUZZLE, [_known(0, 1, 2)], [Group(_of(0, 1), "two of three")])
    assert not found.leaks
    assert found.all_alike == ["two of three: 2 people, 2 promoters, 0 passives, 0 detractors"]


def test_rounded_answers_bound_and_do_not_determine() -> None:
    rounded = Known(_of(*range(5, 12)), (1, 1, 2), (3, 3, 4), "rounded")
    assert not working_out.work_out(PUZZLE, [EVERYBODY, rounded], [FIVE]).leaks
    narrow = Known(_of(*range(5, 12)), (2, 2, 3), (2, 2, 3), "rounded, and yet exact")
    assert working_out.work_out(PUZZLE, [EVERYBODY, narrow], [FIVE]).leaks


def test_a_branch_user_with_the_banks_figures_in_view_works_out_no_small_group(ruled: Attacked) -> None:
    """One region by name, the bank as reference: the rest is what is left when one's own is taken away."""
    region = frozenset({"r1", *(unit for unit, (parent, _) in people.UNITS.items() if parent == "r1")})
    branch = Scope("branch", visible=region, may_read_verbatims=False, may_export=False)
    asked = Asked(ruled, "nps", Asking(united=1, spans=SPANS), branch)
    known = released.distinct(list(asked.everything()))
    assert sum(one.is_exact for one in known) > 50
    assert any(one.of.all() for one in known)  # the bank's own figures are among them
    everybody = Asked(ruled, "nps", Asking(united=0, spans=SPANS))
    found = working_out.work_out(working_out.puzzle(everybody), known, working_out.small_groups(everybody))
    assert found.groups > 500
    assert not found.leaks
