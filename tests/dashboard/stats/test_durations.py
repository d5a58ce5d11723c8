"""Durations with open cases, and working days on the official calendar."""

from __future__ import annotations

import numpy as np
import pytest
from statsmodels.duration.survfunc import SurvfuncRight, survdiff

from dashboard.stats import durations, stage_limits, workdays
from dashboard.stats.errors import StatisticsInputError, TooLittleDataError

# Freireich et al. 1963, 6-MP: weeks in remission, + = censored (data description: mn.uio.no, leukemia).
MP6 = "6,6,6,6+,7,9+,10,10+,11+,13,16,17+,19+,20+,22,23,25+,32+,32+,34+,35+".split(",")  # noqa: SIM905
MP6_WEEKS = [int(week.rstrip("+")) for week in MP6]
MP6_CLOSED = [not week.endswith("+") for week in MP6]
PLACEBO = [1, 1, 2, 2, 3, 4, 4, 5, 5, 8, 8, 8, 8, 11, 11, 12, 12, 15, 17, 22, 23]


def test_freireich() -> None:
    """METHOD §7: S(6) .8571, 7 .8067, 10 .7529, 13 .6902, 16 .6275, 22 .5378, 23 .4482; medians 23 vs 8."""
    result = durations.survival(MP6_WEEKS, MP6_CLOSED)
    shares = durations.share_open(result, [6, 7, 10, 13, 16, 22, 23]).score
    assert (np.asarray(shares) / 100).tolist() == pytest.approx(
        [0.8571, 0.8067, 0.7529, 0.6902, 0.6275, 0.5378, 0.4482], abs=5e-5
    )
    assert durations.percentile(result) == 23
    assert durations.percentile(durations.survival(PLACEBO, [True] * 21)) == 8
    assert durations.percentile(result, 0.9) is None


def test_freireich_intervals_of_the_medians() -> None:
    """As SAS LIFETEST prints them with log-log bounds: 23 (13, .) and 8 (4, 11)."""
    assert durations.percentile_interval(durations.survival(MP6_WEEKS, MP6_CLOSED)) == (13, None)
    assert durations.percentile_interval(durations.survival(PLACEBO, [True] * 21)) == (4, 11)


def test_freireich_log_rank() -> None:
    """METHOD §7: log-rank 16.793, p 4.2e−5; statsmodels survdiff is the second calculation."""
    found, p_value = durations.log_rank(MP6_WEEKS, MP6_CLOSED, PLACEBO, [True] * 21)
    assert found == pytest.approx(16.793, abs=5e-4)
    assert p_value == pytest.approx(4.2e-5, abs=5e-7)
    second, _ = survdiff(MP6_WEEKS + PLACEBO, np.array(MP6_CLOSED + [True] * 21).astype(int), [0] * 21 + [1] * 21)
    assert found == pytest.approx(second)


def test_a_log_rank_of_counted_cases_is_that_of_the_cases_one_by_one() -> None:
    one, other = ([2.0, 5.0, 5.0, 9.0], [1, 1, 0, 1], [3, 1, 2, 4]), ([1.0, 5.0, 7.0], [1, 0, 1], [2, 5, 3])
    single = [np.repeat(column, counts) for *columns, counts in (one, other) for column in columns]
    counted = durations.log_rank(one[0], one[1], other[0], other[1], one[2], other[2])
    assert counted == pytest.approx(durations.log_rank(*single), rel=1e-12)


def test_variance_as_statsmodels() -> None:
    rng = np.random.default_rng(3)
    days, closed = np.append(rng.integers(1, 40, 90), 41), np.append(rng.integers(0, 2, 90), 0)
    ours, theirs = durations.survival(days, closed), SurvfuncRight(days.astype(float), closed)
    places = np.searchsorted(ours.days, theirs.surv_times)
    assert ours.open_share[places] == pytest.approx(theirs.surv_prob)
    assert np.sqrt(ours.variance[places]) == pytest.approx(theirs.surv_prob_se)
    counted = durations.survival([5, 9], [1, 0], [3, 2])
    plain = durations.survival([5, 5, 5, 9, 9], [1, 1, 1, 0, 0])
    assert counted.open_share.tolist() == plain.open_share.tolist()


def test_open_tickets_are_not_dropped() -> None:
    """METHOD §6, gamma(2, 4), arrivals over 30 days: closed-only mean 6.59 of 7.98; on time 94.8 / 89.1 / 88.9 %."""
    rng = np.random.default_rng(1)
    size = 200_000
    lasting, age = rng.gamma(2, 4, size), rng.uniform(0, 30, size)
    is_closed = lasting <= age
    closed_only = lasting[is_closed]
    assert closed_only.mean() == pytest.approx(6.59, abs=0.1)
    assert 100 * (closed_only <= 15).mean() == pytest.approx(94.8, abs=0.5)
    result = durations.survival(np.minimum(lasting, age), is_closed)
    truth = 100 * (lasting <= 15).mean()
    assert truth == pytest.approx(88.9, abs=0.3)
    assert float(durations.share_on_time(result, 15).score) == pytest.approx(truth, abs=0.6)
    assert float(durations.share_on_time(result, 15).score) == pytest.approx(89.1, abs=0.6)
    assert lasting.mean() == pytest.approx(7.98, abs=0.05)


def test_share_on_time_covers() -> None:
    """Small snapshots (80 tickets): the interval of the share on time at 15 days holds the truth 95 % of the time."""
    rng = np.random.default_rng(2)
    truth = 100 * (1 - np.exp(-15 / 4) * (1 + 15 / 4))
    held, runs = 0, 700
    for _ in range(runs):
        lasting, age = rng.gamma(2, 4, 80), rng.uniform(0, 60, 80)
        result = durations.share_on_time(durations.survival(np.minimum(lasting, age), lasting <= age), 15)
        held += float(result.low) <= truth <= float(result.high)
    assert 0.92 <= held / runs <= 0.985


def test_restricted_mean_difference() -> None:
    """Without open cases it is the plain mean cut at the horizon; the test holds its level and finds two days."""
    lasting = np.array([2.0, 5, 9, 14, 30])
    mean, error = durations.restricted_mean(durations.survival(lasting, [True] * 5), 20)
    assert mean == pytest.approx(np.minimum(lasting, 20).mean())
    assert durations.restricted_mean(durations.survival(lasting, [True] * 5), 15)[0] == pytest.approx(
        np.minimum(lasting, 15).mean()
    )
    assert error == pytest.approx(np.minimum(lasting, 20).std() / np.sqrt(5))
    rng = np.random.default_rng(4)
    false = found = 0
    runs = 300
    for _ in range(runs):
        groups = []
        for scale in (4.0, 4.0, 3.0):
            taken, age = rng.gamma(2, scale, 150), rng.uniform(0, 60, 150)
            # One long open case per group keeps the horizon watched.
            groups.append(durations.survival(np.append(np.minimum(taken, age), 61), np.append(taken <= age, False)))
        false += durations.mean_difference(groups[1], groups[0], 30).p_value < 0.05
        result = durations.mean_difference(groups[2], groups[0], 30)
        found += result.high < 0
    assert false / runs == pytest.approx(0.05, abs=0.045)
    assert found / runs > 0.7


def test_nothing_and_limits() -> None:
    assert durations.survival([], []) is None
    result = durations.survival([5, 5], [0, 0])
    assert durations.share_open(result, [5, 6]).score.tolist() == [100.0, None]
    assert durations.share_open(result, 5).low.tolist() < 100
    with pytest.raises(TooLittleDataError, match="5 days or less"):
        durations.restricted_mean(result, 15)
    with pytest.raises(TooLittleDataError):
        durations.log_rank([1], [0], [1], [0])


@pytest.mark.parametrize(
    "call",
    [
        lambda: durations.survival([-1], [1]),
        lambda: durations.survival([1], [2]),
        lambda: durations.percentile(durations.survival([1], [1]), 1.0),
        lambda: durations.restricted_mean(durations.survival([1], [1]), 0),
        lambda: workdays.calendar("2026-01-01", [], []),
        lambda: workdays.between(official(), "2026-03-02", "2026-03-01"),
        lambda: workdays.between(official(), "2020-01-01", "2026-03-01"),
        lambda: workdays.between(official(), "yesterday", "2026-03-01"),
        lambda: workdays.due(official(), "2026-03-01", 0),
        lambda: workdays.due(official(), "2027-12-30", 30),
    ],
)
def test_wrong_input_is_named(call) -> None:
    with pytest.raises(StatisticsInputError):
        call()


# --- working days -------------------------------------------------------------------------------------------------

# State Council tables 2025 (autumn) and 2026: days off on weekdays, and weekend days worked instead (调休).
OFF = [
    *(f"2025-10-0{day}" for day in range(1, 9)),
    "2026-01-01", "2026-01-02", "2026-02-16", "2026-02-17", "2026-02-18", "2026-02-19", "2026-02-20", "2026-02-23",
    "2026-04-06", "2026-05-01", "2026-05-04", "2026-05-05", "2026-06-19", "2026-09-25",
    "2026-10-01", "2026-10-02", "2026-10-05", "2026-10-06", "2026-10-07",
]  # fmt: skip
WORKED = [
    "2025-09-28", "2025-10-11",
    "2026-01-04", "2026-02-14", "2026-02-28", "2026-05-09", "2026-09-20", "2026-10-10",
]  # fmt: skip


def official() -> workdays.Calendar:
    days = np.arange(np.datetime64("2025-09-01"), np.datetime64("2028-01-01"))
    is_working = np.is_busday(days)
    is_working[np.isin(days, np.array(OFF, dtype="datetime64[D]"))] = False
    is_working[np.isin(days, np.array(WORKED, dtype="datetime64[D]"))] = True
    return workdays.calendar(days[0], is_working, [2025, 2026])


def test_2026_has_248_working_days() -> None:
    """METHOD §6: 2026 has 248 working days, six of them make-up days."""
    counted = workdays.between(official(), "2025-12-31", "2026-12-31")
    assert counted.working_days.tolist() == 248


@pytest.mark.parametrize(
    ("start", "end", "working", "weekdays", "calendar_days"),
    [
        ("2026-02-10", "2026-02-25", 6, 11, 15),
        ("2026-09-18", "2026-10-12", 12, 16, 24),
        ("2025-09-26", "2025-10-11", 6, 10, 15),
        ("2026-04-30", "2026-05-09", 4, 6, 9),
    ],
)
def test_working_days(start, end, working, weekdays, calendar_days) -> None:
    """METHOD §6: working days after start up to the end, against Monday–Friday counts."""
    counted = workdays.between(official(), start, end)
    assert counted.working_days.tolist() == working
    assert not counted.is_provisional
    one = np.timedelta64(1, "D")
    assert np.busday_count(np.datetime64(start) + one, np.datetime64(end) + one) == weekdays
    assert (np.datetime64(end) - np.datetime64(start)).astype(int) == calendar_days


def test_due_dates() -> None:
    """METHOD §6: 15th working day after 2026-02-10 = 2026-03-09 (naive 03-03); after 2026-09-18 = 2026-10-15."""
    found, is_provisional = workdays.due(official(), ["2026-02-10", "2026-09-18", "NaT"], 15)
    assert found[:2].astype(str).tolist() == ["2026-03-09", "2026-10-15"]
    assert np.isnat(found[2])
    assert not is_provisional.any()
    assert str(np.busday_offset("2026-02-10", 15)) == "2026-03-03"
    assert str(np.busday_offset("2026-09-18", 15)) == "2026-10-09"


def test_a_year_without_official_days_is_provisional() -> None:
    counted = workdays.between(
        official(), ["2026-12-01", "2026-12-20", "NaT"], ["2026-12-10", "2027-01-08", "2027-01-08"]
    )
    assert counted.is_provisional.tolist() == [False, True, False]
    assert counted.working_days.tolist()[2] is None
    _, is_provisional = workdays.due(official(), ["2026-12-25"], 15)
    assert is_provisional.tolist() == [True]


def test_due_and_between_are_inverse() -> None:
    rng = np.random.default_rng(1)
    starts = np.datetime64("2025-09-05") + rng.integers(0, 400, 300).astype("timedelta64[D]")
    days = official()
    for limit in (1, 3, 15, 30):
        found, _ = workdays.due(days, starts, limit)
        assert (workdays.between(days, starts, found).working_days == limit).all()
        assert days.is_working[(found - days.first_day).astype(int)].all()


# --- stage limits -------------------------------------------------------------------------------------------------


def test_open_and_past_due_counts_as_overdue_today() -> None:
    """METHOD §6: overdue = now or the day of telling after the due date of the stage actually approved."""
    received, told = ["2026-03-02"] * 5, ["2026-03-17", "2026-03-18", "NaT", "NaT", "2026-04-20"]
    result = stage_limits.judge(received, [15, 15, 15, 30, 60], told, "2026-03-20")
    assert result.due_on.astype(str).tolist() == ["2026-03-17", "2026-03-17", "2026-03-17", "2026-04-01", "2026-05-01"]
    assert result.is_overdue.tolist() == [False, True, True, False, False]
    assert result.is_open.tolist() == [False, False, True, True, True]
    assert result.days_over.tolist() == [0, 1, 3, 0, 0]
    paused = stage_limits.judge(["2026-03-02", "NaT"], 15, "NaT", "2026-03-20", suspended_days=5)
    assert paused.is_overdue.tolist() == [False, False]
    assert paused.days_over.tolist() == [0.0, None]


def test_limits_in_working_days() -> None:
    """Three working days from 2026-02-13 run over Spring Festival: due 2026-02-25."""
    result = stage_limits.judge(["2026-02-13", "2026-12-30"], 3, "NaT", "2026-02-26", working_days=official())
    assert result.due_on.astype(str).tolist()[0] == "2026-02-25"
    assert result.is_overdue.tolist() == [True, False]
    assert result.is_provisional.tolist() == [False, True]


@pytest.mark.parametrize(
    "call",
    [
        lambda: stage_limits.judge(["2026-03-02"], [0], ["NaT"], "2026-03-20"),
        lambda: stage_limits.judge(["2026-03-02"], [15], ["2026-03-01"], "2026-03-20"),
        lambda: stage_limits.judge(["soon"], [15], ["NaT"], "2026-03-20"),
        lambda: stage_limits.judge(["2026-03-02"], [15], ["NaT"], "2026-03-20", suspended_days=-1),
        lambda: stage_limits.judge(["2026-03-02"] * 2, [3, 5], "NaT", "2026-03-20", working_days=official()),
    ],
)
def test_wrong_limits_are_named(call) -> None:
    with pytest.raises(StatisticsInputError):
        call()
