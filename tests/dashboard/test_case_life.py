"""The life of a complaint: first times, hand-overs, call-backs, repeats, by hand-made steps with known answers."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pandas as pd
import pytest
from chinese_calendar import get_workdays
from statsmodels.stats.inter_rater import cohens_kappa

from dashboard import case_words, verdicts
from dashboard.__main__ import main
from dashboard.answers import complaint_calls, complaint_waits, complaints
from dashboard.queries.builds import Build, open_build
from dashboard.scopes import Scope
from dashboard.slices import Slice
from dashboard.stats import durations
from dashboard.values import Answer, Released
from dashboard.views import View
from tests import case_bank, small_bank
from tests.case_bank import TOLD
from tests.dashboard.opened import open_app, words

ALL = Slice(period="all")


def by_key(answer: Answer) -> dict[tuple[str, ...], Released]:
    return {tuple(member for _, member in value.key): value for value in answer.values}


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("banks")
    case_bank.make(folder)
    return folder


@pytest.fixture(scope="module")
def lived(root: Path) -> Build:
    return open_build("cases", root)


FEBRUARY = Slice(period="2026-02")


def test_the_four_first_times_in_working_days_with_the_open_ones(lived: Build, me: Scope) -> None:
    """METHOD §6: 2026-02-10 to 02-25 are six working days (Mon–Fri would count 11), told on the page itself."""
    answer = complaint_waits.first_times(lived, FEBRUARY, me)
    told = by_key(answer)
    assert {name: told[name,].score for name in ("accept", "handle", "report", "tell", "whole")} == {
        "accept": 1.0, "handle": 5.0, "report": 4.0, "tell": 0.0, "whole": 6.0,
    }  # fmt: skip
    # 60 told, 4 open since, one merged after two working days: nobody is left out
    assert told["whole",].base == TOLD + 5
    assert {name: answer.chart["waits"]["whole"][name] for name in ("ended", "open", "left")} == {
        "ended": TOLD, "open": 4, "left": 1,
    }  # fmt: skip
    waited = len(get_workdays(date(2026, 2, 11), lived.data_until))
    assert answer.chart["waits"]["whole"]["oldest_open_days"] == waited
    assert told["tell",].base == TOLD
    prompt = answer.chart["promptly"]["accept"]
    assert prompt.score == pytest.approx(100 * TOLD / (TOLD + 5))


def test_then_the_open_ones_were_open_and_no_later_step_was_known(lived: Build, me: Scope) -> None:
    then = complaint_waits.first_times(lived, Slice(period="2026-02", as_of=date(2026, 2, 13)), me)
    assert set(then.chart["waits"]) == {"accept"}
    told = then.chart["waits"]["accept"]
    assert (told["ended"], told["left"], told["open"], told["oldest_open_days"]) == (TOLD, 1, 4, 3)


def test_hand_overs_by_direction_wait_until_the_next_units_step(lived: Build, me: Scope) -> None:
    answer = complaint_waits.hand_overs(lived, FEBRUARY, me)
    told = by_key(answer)
    assert {key[0]: value.score for key, value in told.items()} == {"down": 1.0, "across": 1.0, "up": 2.0}
    assert all(value.base == TOLD for value in told.values())
    assert "Branch to head office" in verdicts.title(answer, View("en"))
    assert "分支转总行" in verdicts.title(answer, View())


def test_call_backs_stand_on_all_and_beside_it_on_those_reached(lived: Build, me: Scope) -> None:
    answer = complaint_calls.call_backs(lived, FEBRUARY, me)
    told = by_key(answer)
    assert answer.chart["counts"] == {
        "told": 60, "first_called": 50, "first_reached": 40,
        "second_called": 25, "second_reached": 25, "said_twice": 25,
    }  # fmt: skip
    assert told["resolved", "all"].score == pytest.approx(100 * 45 / 60)
    assert told["resolved", "reached"].score == pytest.approx(100.0)
    assert told["satisfied_first", "all"].score == pytest.approx(50.0)
    assert told["satisfied_first", "reached"].score == pytest.approx(75.0)
    assert told["satisfied_second", "all"].score == pytest.approx(100 * 16 / 60)
    # 25 reached: under 30, so the interval alone
    assert told["satisfied_second", "reached"].shown == "interval"
    assert answer.chart["table"] == {(True, True): 15, (True, False): 5, (False, True): 1, (False, False): 4}
    share, kappa, gap = answer.chart["agreement"]
    assert (share.base, share.shown) == (25, "interval")
    other = cohens_kappa([[15, 5], [1, 4]])
    assert (kappa.low, kappa.high) == pytest.approx((other.kappa_low, other.kappa_upp))
    assert gap.low is not None and gap.low < 16 < (gap.high or 0)
    said = " ".join(case_words.call_backs_sentences(answer, View("en")))
    assert "60 were told: 50 called back and 40 reached; 25 called a second time and 25 reached" in said


def test_who_complained_again_is_counted_from_the_telling_and_the_young_apart(lived: Build, me: Scope) -> None:
    answer = complaint_calls.came_back(lived, FEBRUARY, me)
    told = by_key(answer)
    assert told["30",].score == pytest.approx(100 * 6 / 60)
    assert told["90",].score == pytest.approx(100 * 12 / 60)
    assert answer.chart["repeated"] == {30: 6, 90: 12}
    assert answer.chart["while_open"] == 1
    assert (answer.chart["keyed"], answer.chart["repeats"]) == (0, 1)
    assert "a repeat nobody marked is not seen" in " ".join(case_words.came_back_sentences(answer, View("en")))
    # five weeks after the telling 90 days cannot be told, and everyone who did not come back is counted as young
    early = complaint_calls.came_back(lived, Slice(period="2026-02", as_of=date(2026, 4, 1)), me)
    seen = by_key(early)
    assert seen["30",].score == pytest.approx(10.0)
    assert (seen["90",].shown, seen["90",].score) == ("hidden", None)
    assert early.chart["young"] == {30: 0, 90: 54}
    assert "54 not yet 90 days" in " ".join(case_words.came_back_sentences(early, View("en")))


def test_a_repeat_that_nobody_marked_is_known_by_the_customer_and_said_apart(tmp_path: Path, me: Scope) -> None:
    """The same twelve repeats, the later six unmarked: one of another cause is another matter, the others count."""
    tables = case_bank.tables()
    given = tables["complaints"].reset_index(drop=True).assign(business="card", cause="fees")
    firsts = dict(zip(given["complaint_id"], given.index, strict=True))
    keys = [f"K{firsts[repeat_of] if repeat_of else at}" for at, repeat_of in enumerate(given["repeat_of"])]
    later = given.index[-6:]
    given.loc[later, "repeat_of"] = ""
    # the last has another cause: the same customer, another matter
    given.loc[later[-1], "cause"] = "attitude"
    small_bank.make(tmp_path, "keyed", {**tables, "complaints": given.assign(respondent_key=keys)})
    answer = complaint_calls.came_back(open_build("keyed", tmp_path), FEBRUARY, me)
    told = by_key(answer)
    assert (told["30",].score, told["90",].score) == (pytest.approx(10.0), pytest.approx(100 * 11 / 60))
    chart = answer.chart
    assert (chart["repeated"], chart["unmarked"]) == ({30: 6, 90: 11}, {30: 0, 90: 5})
    assert (chart["told"], chart["keyed"], chart["unmarked_repeats"]) == (60, 60, 0)
    assert "within 90 days 6 marked and 5 that nobody had marked" in " ".join(
        case_words.came_back_sentences(answer, View("en"))
    )
    april = complaint_calls.came_back(open_build("keyed", tmp_path), Slice(period="2026-04"), me)
    assert april.missing == "none_told"


def test_what_nobody_handed_over_is_said_and_not_drawn(build: Build, me: Scope) -> None:
    """The small bank has complaints with their days and no events."""
    first = complaint_waits.first_times(build, ALL, me)
    assert set(first.chart["waits"]) == {"handle", "tell", "whole"}
    assert "Not recorded here: Accepted" in " ".join(case_words.first_times_sentences(first, View("en")))
    assert complaint_waits.hand_overs(build, ALL, me).missing == "no_hand_overs"
    assert complaint_waits.hand_overs_by_unit(build, ALL, me).missing == "no_hand_overs"
    assert complaint_calls.call_backs(build, ALL, me).missing == "no_call_backs"
    # two years are not held against a span that holds one of them
    assert complaint_waits.shortened(build, ALL, me).missing == "nothing_before"
    compared = complaint_waits.shortened(build, Slice(period="2026Q2"), me)
    assert compared.chart["compared"] == ("whole",)
    assert [value.base for value in compared.values] == [_received(2026), _received(2025)]


def _received(year: int) -> int:
    """Complaints of the small bank received in the second quarter of a year."""
    received = pd.to_datetime(small_bank.tables()["complaints"]["received_at"])
    return int(((received.dt.year == year) & (received.dt.quarter == 2)).sum())


def lot(days: list[float], is_ended: list[bool] | None = None) -> pd.DataFrame:
    ended = is_ended or [True] * len(days)
    return pd.DataFrame({"waited_days": days, "is_ended": ended, "has_left": False, "complaints": 1})


def test_shorter_by_so_many_days_is_the_difference_of_means_to_one_horizon() -> None:
    found = complaint_waits.compare(lot([2, 4, 6, 8]), lot([4, 6, 8, 10]))
    assert found is not None
    assert found.found.days == -2.0
    assert [float(mean.score[0]) for mean in found.means] == [5.0, 7.0]
    # one that is open after three days was watched too briefly to say what comes after
    assert complaint_waits.compare(lot([2, 3], [True, False]), lot([4, 6])) is None


def test_the_published_curve_is_the_pages_own() -> None:
    """METHOD §7: Freireich's 6-MP patients, weeks in remission; median 23 against 8."""
    weeks = [6, 6, 6, 6, 7, 9, 10, 10, 11, 13, 16, 17, 19, 20, 22, 23, 25, 32, 32, 34, 35]
    over = [1, 1, 1, 0, 1, 0, 1, 0, 0, 1, 1, 0, 0, 0, 1, 1, 0, 0, 0, 0, 0]
    placebo = [1, 1, 2, 2, 3, 4, 4, 5, 5, 8, 8, 8, 8, 11, 11, 12, 12, 15, 17, 22, 23]
    treated, other = lot([float(week) for week in weeks], [bool(one) for one in over]), lot([float(w) for w in placebo])
    ours, theirs = complaint_waits.watch(treated), complaint_waits.watch(other)
    assert ours is not None
    assert theirs is not None
    shares = dict(zip(ours.days.tolist(), ours.open_share.tolist(), strict=True))
    published = {6: 0.8571, 7: 0.8067, 10: 0.7529, 13: 0.6902, 16: 0.6275, 22: 0.5378, 23: 0.4482}
    assert {week: round(shares[week], 4) for week in published} == published
    assert (durations.percentile(ours), durations.percentile(theirs)) == (23.0, 8.0)
    assert complaint_waits.apart(treated, other) == pytest.approx(4.2e-5, abs=5e-7)


def test_the_regulators_published_shares_are_the_pages_own(tmp_path: Path, me: Scope) -> None:
    """METHOD §6, second quarter of 2022: six banks' counts, 18,338 in all, told as the causes of one."""
    tables = small_bank.tables(responses=300)
    counts = {"a": 4017, "b": 3296, "c": 3135, "d": 3012, "e": 2664, "f": 2214}
    del tables["complaints"]
    rows = [("2026-05", "o01", "retail", "hotline", "debit", cause, count, 0) for cause, count in counts.items()]
    columns = ["month", "unit_id", "line", "channel", "business", "cause", "complaints", "valid_complaints"]
    tables["complaint_counts"] = pd.DataFrame(rows, columns=columns).astype(str)
    small_bank.make(tmp_path, "counts", tables)
    counted = open_build("counts", tmp_path)
    answer = complaints.causes(counted, ALL, me)
    assert answer.chart["total"] == 18_338
    assert [round(share, 1) for share in answer.chart["shares"]] == [21.9, 18.0, 17.1, 16.4, 14.5, 12.1]
    assert complaint_waits.first_times(counted, ALL, me).missing == "no_clocks"
    assert complaint_calls.came_back(counted, ALL, me).missing == "no_clocks"


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_page_tells_the_life_of_a_case(root: Path, monkeypatch: pytest.MonkeyPatch, lang: str) -> None:
    app = open_app(monkeypatch, root, "complaints", bank="cases", lang=lang, period="2026-02", view="way")
    assert not app.exception
    told = words(app)
    for word in (
        ("Half of the customers are told within 6", "50.0%") if lang == "en" else ("四个第一时间", "分支转总行")
    ):
        assert word in told


def test_a_page_without_steps_says_what_to_hand_over(banks_root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    told = words(open_app(monkeypatch, banks_root, "complaints", lang="en", period="all", view="way"))
    assert "No hand-over between units is recorded here" in told
    assert "No call-back is recorded here" in told


def test_the_terminal_says_the_same(
    root: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("HUIYIN_BANKS", str(root))
    call = ["--period", "2026-02", "--lang", "en", "--bank", "cases"]
    for by, word in (
        ("hand_over", "Branch to head office"),
        ("call_back", "those reached"),
        ("repeat", "within 90 days"),
    ):
        assert main(["complaints", "--by", by, *call]) == 0
        assert word in capsys.readouterr().out
