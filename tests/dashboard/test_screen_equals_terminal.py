"""The same number everywhere: what a page shows for a slice is what the terminal says for it, for fifty of them."""

from __future__ import annotations

import html
import json
import random
import re
from datetime import date
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from dashboard import __main__ as terminal
from dashboard.slices import Slice, to_address
from dashboard.views import View
from tests.dashboard.opened import figures, numbers, open_app
from tests.dashboard.slices_of import MEMBERS, PERIODS, UNITS

DECIMALS = {"nps": 1, "satisfaction": 1, "response_rate": 1, "complaints_per_10k": 2}
_NUMBER = re.compile(r'<div class="hy-number"[^>]*data-measure="([a-z0-9_]+)"[^>]*>([^<]*)')


def _random_slice(chance: random.Random) -> Slice:
    """Zero to two filters (two make a freer cut), up to two units, any period, now and then an earlier day."""
    filters = chance.sample(sorted(MEMBERS), chance.choice((0, 0, 1, 1, 1, 2)))
    return Slice(
        period=chance.choice(PERIODS),
        as_of=chance.choice((None, None, None, date(2026, 8, 31), date(2026, 9, 17))),
        units=tuple(chance.sample(UNITS, chance.choice((0, 0, 1, 2)))),
        members={name: tuple(chance.sample(_recorded(name), chance.choice((1, 2)))) for name in filters},
    )


def _recorded(dimension: str) -> list[str]:
    return [member for member in MEMBERS[dimension] if member]


SLICES = [_random_slice(random.Random(seed)) for seed in range(50)]


def _ask(capsys: pytest.CaptureFixture[str], measure: str, chosen: Slice, *more: str) -> dict:
    options = [
        option
        for name, values in to_address(chosen).items()
        for value in values
        for option in (f"--{name.replace('_', '-')}", value)
    ]
    capsys.readouterr()
    code = terminal.main([measure, *options, *more, "--json", "--bank", "small"])
    assert code == terminal.ANSWERED
    return json.loads(capsys.readouterr().out)


def _written(app: AppTest) -> dict[str, str]:
    """Measure -> the number as a reader sees it on the tile."""
    return {
        measure: html.unescape(text).strip()
        for element in app.get("html")
        for measure, text in _NUMBER.findall(element.proto.body)
    }


@pytest.mark.parametrize("chosen", SLICES, ids=[str(number) for number in range(len(SLICES))])
def test_the_page_shows_what_the_terminal_says(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], banks_root: Path, chosen: Slice
) -> None:
    app = open_app(monkeypatch, banks_root, **{name: list(values) for name, values in to_address(chosen).items()})
    assert not app.exception
    machine, seen = numbers(app), _written(app)
    for measure, decimals in DECIMALS.items():
        told = _ask(capsys, measure, chosen)
        now = next((value for value in told["values"] if value.get("period") == "current"), None)
        on_page = machine.get(measure)
        if told["missing"] or now is None:
            assert on_page is None, f"{measure}: the page shows a number where the terminal says {told['missing']}"
            continue
        assert on_page is not None, f"{measure}: the terminal says {now}, the page shows nothing"
        assert on_page["shown"] == now["shown"]
        for name in ("score", "low", "high"):
            assert (on_page.get(name) or None) == (None if now[name] is None else str(now[name])), (measure, name)
        if now["score"] is not None:
            unit = "%" if told["unit_of_measure"] == "pct" else ""
            # a freer cut is told in steps; beside it another value of the same answer may be none
            is_whole = all(now[name] is None or float(now[name]).is_integer() for name in ("score", "low", "high"))
            places = 0 if "freer_cut" in told["notes"] and is_whole else decimals
            assert seen[measure].removesuffix(unit) == View().number(now["score"], places)


@pytest.mark.parametrize("chosen", SLICES[:6], ids=[str(number) for number in range(6)])
def test_the_control_chart_draws_what_the_terminal_says_by_month(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], banks_root: Path, chosen: Slice
) -> None:
    app = open_app(
        monkeypatch, banks_root, "trend", **{name: list(values) for name, values in to_address(chosen).items()}
    )
    told = _ask(capsys, "nps", chosen, "--by", "month")
    scores = {value["month"]: value["score"] for value in told["values"] if value["score"] is not None}
    seen: dict[str, float] = {}
    for figure in figures(app)[:1]:
        for trace in figure["data"]:
            if isinstance(trace.get("x"), list) and isinstance(trace.get("y"), list):
                seen |= {
                    f"{day}"[:10]: number
                    for day, number in zip(trace["x"], trace["y"], strict=True)
                    if number is not None and scores.get(f"{day}"[:10]) == number
                }
    inside = set(scores) & set(seen)
    assert inside == set(scores) or not figures(app)
