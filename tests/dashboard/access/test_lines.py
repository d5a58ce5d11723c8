"""Whoever sees some business lines alone is told of no other, by any query that narrows and any answer."""

from __future__ import annotations

import pytest

from dashboard.answers import series
from dashboard.queries.builds import Build
from dashboard.queries.where import OutOfScopeError, narrowed
from dashboard.scopes import Scope
from dashboard.slices import Slice
from tests.dashboard import every

CARDS = Scope(person="sun", lines=frozenset({"card"}))
OTHERS = ("retail", "wealth", "零售条线", "财富条线", "Retail", "Wealth")
WHOLE = Slice(period="all")


@pytest.mark.parametrize("one", every.answers(), ids=lambda one: one.name)
def test_no_answer_names_another_line(build: Build, one: every.Found) -> None:
    for arguments, found in every.called(one, build, CARDS, (WHOLE,), ("nps", "complaints_per_10k")):
        assert not [text for text in every.strings(found) if text in OTHERS], arguments


def test_figures_are_of_ones_own_lines(build: Build, me: Scope) -> None:
    """The same numbers as who sees all gets by choosing the line."""
    chosen = WHOLE.with_members("line", ("card",))
    for by in ("month", "unit", "channel", "line"):
        mine = series.by("nps", by, build, WHOLE, CARDS)
        assert mine.values == series.by("nps", by, build, chosen, me).values
        assert mine.values != series.by("nps", by, build, WHOLE, me).values


def test_another_line_is_refused(build: Build) -> None:
    assert narrowed(WHOLE, CARDS).members == {"line": ("card",)}
    for lines in (("retail",), ("card", "wealth")):
        with pytest.raises(OutOfScopeError):
            series.by("nps", "month", build, WHOLE.with_members("line", lines), CARDS)
