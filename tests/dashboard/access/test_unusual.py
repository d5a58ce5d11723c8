"""Unusual use: found where it was planted, in the right person and day, and nowhere else."""

from __future__ import annotations

import datetime
from typing import Any

import numpy as np

from dashboard.unusual import LEAST, Unusual, find

START = datetime.date(2026, 9, 1)
PEOPLE = ("wang", "li", "zhao", "sun")


def entry(day: datetime.date, who: str, action: str, hour: int = 2, **more: Any) -> dict[str, Any]:
    """``hour`` is UTC: ten in the morning in Shanghai."""
    return {
        "at": f"{day}T{hour:02d}:00:00+00:00",
        "who": who,
        "action": action,
        "slice": "",
        "is_refused": False,
        **more,
    }


def ordinary(days: int = 40) -> list[dict[str, Any]]:
    random = np.random.default_rng(20261126)
    found = []
    for at in range(days):
        day = START + datetime.timedelta(days=at)
        for who in PEOPLE:
            files, units = random.poisson(3), random.poisson(4)
            found += [entry(day, who, "export") for _ in range(files)]
            found += [entry(day, who, "view", slice=f"unit=o{unit}&period=all") for unit in range(units + 1)]
    return found


def test_ordinary_days_are_ordinary() -> None:
    assert find(ordinary(), "Asia/Shanghai") == ()
    assert find([], "Asia/Shanghai") == ()


def test_what_was_planted_is_found_and_nothing_else() -> None:
    day = START + datetime.timedelta(days=30)
    planted = ordinary()
    planted += [entry(day, "li", "export") for _ in range(60)]
    planted += [entry(day, "wang", "view", slice=f"unit=p{at}&unit=q{at}") for at in range(30)]
    planted += [entry(day, "sun", "view", 16) for _ in range(4)]  # midnight in Shanghai, of the day after
    planted += [entry(day, "zhao", "view", is_refused=True) for _ in range(9)]
    planted += [entry(day, "zhao", "texts") for _ in range(40)]
    found = {(each.day, each.person, each.kind): each for each in find(planted, "Asia/Shanghai")}
    after = day + datetime.timedelta(days=1)
    assert set(found) == {
        (day, "li", "files"),
        (day, "wang", "units"),
        (after, "sun", "nights"),
        (day, "zhao", "refusals"),
        (day, "zhao", "texts"),
    }
    files = found[day, "li", "files"]
    assert files.count >= 60
    assert files.ordinary_up_to is not None
    assert 3 < files.ordinary_up_to < 15  # three a day and chance


def test_before_there_are_days_enough_the_floor_alone_speaks() -> None:
    few = [entry(START, "wang", "export") for _ in range(LEAST["files"])]
    assert find(few, "Asia/Shanghai") == (Unusual(START, "wang", "files", LEAST["files"], None),)
    assert find(few[1:], "Asia/Shanghai") == ()
