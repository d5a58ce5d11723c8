"""Product reviews and education: by hand, with the official working days, for any day, and for every scope."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

import pandas as pd
import pytest
from statsmodels.stats.proportion import proportion_confint

from dashboard import verdicts
from dashboard.answers import education, reviews, series, trend
from dashboard.answers.question import ask
from dashboard.queries.builds import Build, open_build
from dashboard.queries.happenings import events
from dashboard.queries.where import Where
from dashboard.scopes import Scope
from dashboard.slices import Period, Slice
from dashboard.views import View
from tests import small_bank
from tests.dashboard.opened import draw, figures, open_app, words

COLUMNS = (
    *("activity_id", "kind", "name", "started_on", "finished_on", "unit_id", "line", "findings"),
    *("passed_first", "passed_second", "group_reached", "form", "campaign", "reached"),
)
WHOLE = Slice(period="all")
WEEK, OWN = "3·15宣传周", "湖滨专项"
GOLDENS = (
    ("2026-02-10", "2026-02-25", 6),  # over Spring Festival, with a make-up Saturday
    ("2025-09-26", "2025-10-11", 6),  # it ends on a make-up Saturday
    ("2026-04-30", "2026-05-09", 4),
)
"""METHOD: submitted, finished, working days by the official calendar."""


def _row(name: str, kind: str, started: str, finished: str, unit: str, **more: str) -> dict[str, str]:
    made = dict.fromkeys(COLUMNS, "")
    return (
        made
        | {"activity_id": name, "kind": kind, "started_on": started, "finished_on": finished}
        | {
            "unit_id": unit,
            **more,
        }
    )


def _rows() -> list[dict[str, str]]:
    """Forty reviews (24 pass at once, 8 at second, 4 never, 3 open, 1 without a conclusion) and nine events."""
    rows = []
    for at in range(40):
        conclusion = {"passed_first": "true"} if at < 24 else {"passed_first": "false", "passed_second": "true"}
        conclusion = {"passed_first": "false", "passed_second": "false"} if 32 <= at < 36 else conclusion
        is_open = at in (36, 37, 38)
        conclusion = {} if is_open or at == 39 else conclusion
        finished = "" if is_open else f"2026-07-{10 + at % 10:02d}"
        line = "retail" if at % 2 else "card"
        findings = "" if is_open or at == 39 else str(at % 3)
        rows.append(_row(f"v{at}", "product_review", "2026-07-06", finished, "r01", line=line, findings=findings))
        rows[-1] |= conclusion
    rows.append(_row("v90", "product_review", "2026-07-07", "", "r02", passed_first="true"))
    for number, (started, finished, _) in enumerate(GOLDENS):
        rows.append(_row(f"g{number}", "product_review", started, finished, f"r0{number + 1}", passed_first="true"))
    held = (
        ("e1", "2026-03-11", "2026-03-12", "o01", "elderly", WEEK, "30"),
        ("e2", "2026-03-15", "2026-03-17", "o04", "students", WEEK, "90"),
        ("e3", "2025-03-15", "2025-03-15", "o04", "students", WEEK, "50"),
        ("e4", "2026-07-02", "2026-07-02", "o03", "elderly", OWN, "20"),
        ("e5", "2026-07-09", "2026-07-09", "o03", "elderly", OWN, "40"),
        ("e6", "2026-08-02", "2026-08-02", "o04", "", "", "25"),
        ("e7", "2026-08-20", "2026-08-20", "o04", "students", "", ""),
        ("e8", "2026-09-20", "2026-09-20", "o05", "new_citizens", "", "60"),
        ("e9", "2026-09-21", "2026-09-21", "hq", "public", "", "200"),
    )
    for name, started, finished, unit, group, campaign, reached in held:
        rows.append(
            _row(
                *(name, "education", started, finished, unit),
                group_reached=group,
                campaign=campaign,
                form="online" if unit == "hq" else "offline",
                reached=reached,
            )
        )
    return rows


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """``small`` has the rows above, ``none`` no activities at all."""
    folder = tmp_path_factory.mktemp("activities")
    given = small_bank.tables(responses=200)
    del given["activities"]
    small_bank.make(folder, "none", given)
    small_bank.make(folder, of={**given, "activities": pd.DataFrame(_rows())})
    return folder


@pytest.fixture(scope="module")
def worked(root: Path) -> Build:
    return open_build("small", root)


QUARTER = Slice(period="2026Q3")


def test_every_review_is_counted_once_and_the_open_ones_are_among_all(worked: Build, me: Scope) -> None:
    told = {value.of("review"): value for value in reviews.how_many(worked, QUARTER, me).values}
    assert [told[name].score for name in ("submitted", "finished", "open")] == [41, 37, 4]
    assert (told["findings"].base, told["findings"].score) == (36, pytest.approx(1.0))
    assert reviews.how_many(worked, QUARTER, me).chart["undated"] == 1
    answer = reviews.attempts(worked, QUARTER, me)
    assert answer.chart["counts"] == {"first": 24, "second": 8, "not_passed": 4, "open": 4, "unrecorded": 1}
    first, second = answer.values
    for value, passed in ((first, 24), (second, 32)):
        low, high = proportion_confint(passed, 40, method="wilson")
        assert (value.score, value.base) == (pytest.approx(100 * passed / 40), 40)
        assert (value.low, value.high) == (pytest.approx(100 * low), pytest.approx(100 * high))


def test_of_an_earlier_day_what_was_concluded_later_is_open(worked: Build, me: Scope) -> None:
    early = Slice(period="2026-07", as_of=date(2026, 7, 12))
    counts = reviews.attempts(worked, early, me).chart["counts"]
    concluded = [at for at in range(36) if 10 + at % 10 <= 12]
    assert counts["first"] == sum(at < 24 for at in concluded)
    assert sum(counts.values()) == 41


@pytest.mark.parametrize(("started", "finished", "days"), GOLDENS)
def test_days_are_working_days_of_the_official_calendar(
    worked: Build, me: Scope, started: str, finished: str, days: int
) -> None:
    month = Slice(period=started[:7])
    assert reviews.turnaround(worked, month, me).chart["longest_finished_days"] == days
    as_of = Slice(period=started[:7], as_of=date.fromisoformat(finished) - pd.Timedelta(days=1).to_pytimedelta())
    assert reviews.turnaround(worked, as_of, me).chart["longest_finished_days"] is None


def test_the_median_counts_what_is_open(worked: Build, me: Scope) -> None:
    answer = reviews.turnaround(worked, QUARTER, me)
    (median,) = answer.values
    assert answer.chart["open"] == 4 and answer.chart["oldest_open_days"] == 62
    assert (median.shown, median.base) == ("score", 41)
    assert 4 <= (median.score or 0) <= 9
    assert verdicts.title(answer, View(language="en")).startswith("Half are finished within 7 (5 to 8) working days")


def test_reviews_that_became_quicker_are_said_to_have(tmp_path: Path, me: Scope) -> None:
    rows = [
        _row(
            f"{year}-{at}", "product_review", f"{year}-03-{3 + at % 5:02d}", f"{year}-{end}", "hq", passed_first="true"
        )
        for year, ends in ((2025, ("03-26", "04-02")), (2026, ("03-12", "03-18")))
        for at in range(40)
        for end in (ends[at % 2],)
    ]
    small_bank.make(tmp_path, of={**small_bank.tables(responses=60), "activities": pd.DataFrame(rows)})
    answer = reviews.turnaround(open_build("small", tmp_path), Slice(period="2026Q1"), me)
    (verdict,) = answer.verdicts
    assert (verdict.code, verdict.against, verdict.is_good) == ("fell", "year_before", True)
    means = answer.chart["means"]
    assert verdict.difference == pytest.approx(means["now"] - means["year_before"])
    assert verdict.low is not None and verdict.high is not None and verdict.low < verdict.difference < verdict.high < 0
    assert "较上年同期缩短" in verdicts.title(answer, View(language="zh_CN"))


def test_too_few_reviews_claim_no_change(worked: Build, me: Scope) -> None:
    (verdict,) = reviews.turnaround(worked, QUARTER, me).verdicts
    assert (verdict.code, verdict.difference) == ("too_few", None)  # one review a year before
    assert reviews.turnaround(worked, Slice(period="2026Q2"), me).verdicts == ()  # none at all


def test_reviews_stand_by_unit_and_by_line(worked: Build, me: Scope) -> None:
    by_unit = reviews.by_unit(worked, QUARTER, me)
    assert [(value.of("unit"), value.score) for value in by_unit.values] == [("r01", 40), ("r02", 1)]
    assert by_unit.chart["open"] == (3, 1) and by_unit.chart["passed_first"][1].shown == "interval"
    by_line = reviews.by_line(worked, QUARTER, me)
    assert {value.of("line"): value.score for value in by_line.values} == {"retail": 20, "card": 20, "": 1}
    named = series.by("reviews", "line", worked, QUARTER, me)
    assert {value.key: value.score for value in named.values} == {value.key: value.score for value in by_line.values}


def test_people_are_those_of_events_that_say_how_many(worked: Build, me: Scope) -> None:
    answer = education.how_many(worked, QUARTER, me)
    told = {value.key[0]: value for value in answer.values}
    assert told["activity", "events"].score == 6 and told["activity", "people"].score == 345
    assert answer.chart["uncounted"] == 1 and answer.chart["by_form"] == {"offline": 5, "online": 1}
    customers = worked.rows("complaints/exposure_by_month", ask_where(worked, me).parameters())
    months = pd.to_datetime(customers["month"])
    exposed = customers.loc[(months >= "2026-07-01") & (months <= "2026-09-01"), "customers"].sum()
    rate = told["per", "customers"]
    assert rate.score == pytest.approx(345 / exposed * 10_000) and rate.base == exposed
    assert rate.low is not None and rate.high is not None and rate.low < (rate.score or 0) < rate.high


def ask_where(build: Build, me: Scope) -> Where:
    return ask("test", "education", build, QUARTER, me).where


def test_groups_stand_in_their_order_and_what_names_none_last(worked: Build, me: Scope) -> None:
    answer = education.groups(worked, QUARTER, me)
    assert [(value.of("group_reached"), value.score, value.parts["events"]) for value in answer.values] == [
        ("elderly", 60, 2),
        ("students", 0, 1),
        ("new_citizens", 60, 1),
        ("public", 200, 1),
        ("", 25, 1),
    ]
    assert answer.chart["rates"][1] is None and answer.chart["rates"][0].measure == "reached_per_10k"
    assert answer.labels["group_reached", "elderly"] == ("老年人", "Elderly")


def test_a_month_between_others_without_an_event_is_zero(worked: Build, me: Scope) -> None:
    answer = education.over_time(worked, Slice(period="2026-03..2026-09"), me)
    assert [value.score for value in answer.values] == [120, 0, 0, 0, 60, 25, 260]
    assert [event.names[0] for event in answer.chart["campaigns"]] == [WEEK, OWN]
    quarters = education.over_time(worked, Slice(period="2024-10..2026-12"), me)
    assert quarters.values[0].of("quarter") == "2024Q4" and sum(value.score or 0 for value in quarters.values) == 515


def test_each_unit_and_group_has_its_number_and_none_is_told_as_none(worked: Build, me: Scope) -> None:
    answer = education.across(worked, QUARTER, me)
    assert answer.chart["rows"] == ("hq", "r01", "r02", "r03")
    assert answer.chart["held"]["r01", "elderly"] == (2, 60)
    assert ("r01", "students") not in answer.chart["held"]
    assert {value.of("unit") for value in answer.values} == {"r01", "r02", "r03"}  # head office has no customers
    assert all(value.measure == "reached_per_10k" for value in answer.values)
    draw(answer, View(language="zh_CN"))


def test_outlets_without_an_event_are_named_with_what_cannot_be_ruled_out(worked: Build, me: Scope) -> None:
    answer = education.none_held(worked, QUARTER, me)
    assert [value.of("unit") for value in answer.values] == ["o01", "o02", "o06", "o07"]
    assert answer.chart["looked_at"] == 7  # o08 had closed
    assert answer.values[0].score == 0 and answer.values[0].high == pytest.approx(3.689, abs=0.001)
    assert education.none_held(worked, Slice(period="2026Q3", units=("o03",)), me).missing == "all_held_some"


def test_a_branch_sees_its_own_units_by_name_and_the_banks_figures(worked: Build, me: Scope) -> None:
    west = Scope(person="west", visible=frozenset({"r02", "o04", "o06"}))
    answer = education.none_held(worked, QUARTER, west)
    assert [value.of("unit") for value in answer.values] == ["o06"] and answer.chart["looked_at"] == 2
    assert set(education.across(worked, QUARTER, west).chart["rows"]) == {"r02"}
    assert education.how_many(worked, QUARTER, west).values == education.how_many(worked, QUARTER, me).values
    assert [value.of("unit") for value in reviews.by_unit(worked, QUARTER, west).values] == ["r02"]


def test_a_campaign_of_a_year_is_one_event_on_the_trends_of_whom_it_concerned(worked: Build, me: Scope) -> None:
    where = ask_where(worked, me)
    found = events(worked, where, Period(date(2025, 1, 1), date(2026, 9, 1)))
    held = [each for each in found if each.kind == "education"]
    assert [(each.names[0], each.unit_id, each.from_on, each.to_on) for each in held] == [
        (WEEK, "o04", date(2025, 3, 15), None),
        (WEEK, None, date(2026, 3, 11), date(2026, 3, 17)),
        (OWN, "o03", date(2026, 7, 2), date(2026, 7, 9)),
    ]
    for measure in ("nps", "complaints_per_10k"):
        chart = trend.control(measure, worked, WHOLE, me).chart
        assert WEEK in [each.names[0] for each in chart["events"]]
    other = trend.control("complaints_per_10k", worked, Slice(period="all", units=("r02",)), me).chart["events"]
    assert OWN not in [each.names[0] for each in other]


@pytest.mark.parametrize(
    ("chosen", "missing"),
    [
        (Slice(period="2024-11"), "no_reviews"),
        (Slice(period="all", members={"channel": ("app",)}), "cut_too_fine"),
    ],
)
def test_what_cannot_be_answered_says_so(worked: Build, me: Scope, chosen: Slice, missing: str) -> None:
    asked = (worked, chosen, me)
    assert reviews.how_many(*asked).missing == reviews.turnaround(*asked).missing == missing
    expected = {"no_reviews": "no_education"}.get(missing, missing)
    assert education.groups(*asked).missing == education.across(*asked).missing == expected


def test_the_page_opens_reacts_and_says_what_to_hand_over(monkeypatch: pytest.MonkeyPatch, root: Path) -> None:
    app = open_app(monkeypatch, root, "activities", bank="small", period="2026Q3", by="line", lang="en")
    assert not app.exception
    said = words(app)
    assert "41 product reviews, 4 still open" in said and "6 education events reached 345 people" in said
    assert len(figures(app)) == 5
    assert "4 of 7 units held no education event of their own" in said
    tables = [table.value for table in app.dataframe if "Findings each" in table.value]
    assert _first(tables) == ["Retail", "Cards", "not recorded"]
    none = open_app(monkeypatch, root, "activities", bank="none")
    assert not none.exception and "activities" in words(none) and not figures(none)


def _first(tables: Sequence[pd.DataFrame]) -> list[str]:
    (table,) = tables
    return [str(each) for each in table.iloc[:, 0]]
