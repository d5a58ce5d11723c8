"""The example bank's complaints: about what, where, how long until decided and told, who came back."""

from __future__ import annotations

import numpy as np
import pandas as pd

from .catalogue import Catalogue, truths
from .contacts import left, rerouted
from .months import DATA_UNTIL, Floats, Integers
from .organisation import Organisation, Size
from .words import sentences

_CHANNEL_SHARES = {"hotline": 0.43, "branch": 0.20, "mobile": 0.06, "wechat": 0.21, "12363": 0.05, "12378": 0.05}
_ABOUT: dict[str, tuple[str, tuple[str, ...]]] = {
    "debit_card": ("retail", ("reset_replace", "reset_rebind", "reset_unlock", "branch_assist", "mobile_verify")),
    "credit_card": ("card", ("hotline_connect", "hotline_solve", "hotline_transfer", "hotline_callback")),
    "loan": ("credit", ("loan_documents", "loan_review", "loan_payout", "loan_consult")),
    "payment": ("digital", ("mobile_transfer", "mobile_login", "mobile_verify")),
    "collection": ("credit", ("hotline_callback",)),
    "rmb_savings": ("retail", ("branch_wait", "branch_assist", "branch_triage")),
    "wealth_products": ("wealth", ("wealth_redeem", "wealth_advice")),
    "agency": ("wealth", ("wealth_advice", "wealth_report")),
}
_ELSEWHERE = ("operations", ("branch_wait", "branch_assist"))
_TOUCHPOINT_SHARE = 0.72
_VALID_SHARE, _AGENT_SHARE, _NARRATIVE_SHARE = 0.37, 0.04, 0.85
_REPEAT_SHARE, _REPEAT_WITHIN_DAYS = 0.09, 60
_DAYS_SHAPE, _DAYS_SCALE_FIRST, _DAYS_SCALE_LAST = 2.0, 4.2, 3.1
_OUTAGE_FACTOR = 1.7
_SECONDS_PER_DAY = 86_400


def complaints(size: Size, bank: Organisation, lists: Catalogue) -> pd.DataFrame:
    """One row per complaint in order of receipt; what would happen after the bank's last day is missing."""
    chance = size.chance("complaints")
    day = np.concatenate([_days_of_year(size, year, chance) for year in range(size.years)])
    total, month = len(day), size.calendar.month_of_day[day]
    weight = bank.outlets["customers"].to_numpy() * np.exp(
        size.chance("complaint rates").normal(0, 0.3, len(bank.outlets))
    )
    share = bank.open_share(size.calendar) * weight
    share /= share.sum(axis=1, keepdims=True)
    outlet = np.concatenate(
        [chance.choice(len(weight), int(np.sum(month == m)), p=share[m]) for m in range(len(size.calendar.months))]
    )
    frame = pd.DataFrame({"day": day, "outlet": outlet})
    for dimension in ("business", "cause"):
        shares = np.asarray([member.share for member in lists.members[dimension]])
        frame[dimension] = np.asarray(lists.ids(dimension))[chance.choice(len(shares), total, p=shares / shares.sum())]
    shocked = size.calendar.months[month] == np.datetime64(truths()["shock"]["month"])
    by_shock = shocked & (chance.random(total) < 0.4)
    frame.loc[by_shock, ["business", "cause"]] = ["payment", "systems"]
    frame["channel"] = chance.choice(list(_CHANNEL_SHARES), total, p=list(_CHANNEL_SHARES.values()))
    frame["channel"] = rerouted(frame["channel"].to_numpy(), frame["day"].to_numpy(), _CHANNEL_SHARES, size)
    about = [_ABOUT.get(business, _ELSEWHERE) for business in frame["business"]]
    frame["line"] = [line for line, _ in about]
    draw = chance.random((total, 6))
    frame["touchpoint_id"] = [
        touchpoints[int(pick * len(touchpoints))] if named < _TOUCHPOINT_SHARE else ""
        for (_, touchpoints), pick, named in zip(about, draw[:, 0], draw[:, 1], strict=True)
    ]
    seconds = np.round(chance.beta(2.2, 2.0, total) * 43_000 + 30_000).astype(np.int64)
    frame["received_at"] = size.calendar.days[day].astype("datetime64[s]") + seconds.astype("timedelta64[s]")
    frame = frame.sort_values("received_at", kind="stable", ignore_index=True)
    frame["complaint_id"] = [f"TS{number:06d}" for number in range(1, total + 1)]
    _decide(frame, size, chance)
    frame["valid"] = draw[:, 2] < _VALID_SHARE
    frame["suspected_agent"] = draw[:, 3] < _AGENT_SHARE
    frame["repeat_of"] = _repeats(frame, draw[:, 4])
    frame["narrative"] = _narratives(frame, lists, draw[:, 5], chance)
    return frame


def _days_of_year(size: Size, year: int, chance: np.random.Generator) -> Integers:
    span = size.calendar.year_slice(year)
    weight = size.calendar.busy[span].copy()
    weight[size.calendar.days[span].astype("datetime64[M]") == np.datetime64(truths()["shock"]["month"], "M")] *= (
        _OUTAGE_FACTOR
    )
    coming = weight * left(size, _CHANNEL_SHARES[truths()["closed_channel"]["channel"]])[span]
    kept = coming.sum() / weight.sum()
    total = max(12, round(truths()["totals"]["complaints_per_year"] * size.scale * kept))
    return span.start + np.repeat(np.arange(len(weight)), chance.multinomial(total, coming / coming.sum()))


def _decide(frame: pd.DataFrame, size: Size, chance: np.random.Generator) -> None:
    """Time to the decision is gamma-like and grew shorter; the customer is told soon after, a few never."""
    total = len(frame)
    progress = frame["day"].to_numpy() / len(size.calendar.days)
    scale = _DAYS_SCALE_FIRST + (_DAYS_SCALE_LAST - _DAYS_SCALE_FIRST) * progress
    received = frame["received_at"].to_numpy()
    decided = _in_office_hours(received + _timedelta(chance.gamma(_DAYS_SHAPE, scale, total)), received, chance)
    told = _in_office_hours(decided + _timedelta(chance.exponential(0.6, total)), decided, chance)
    end = np.datetime64(DATA_UNTIL) + np.timedelta64(1, "D")
    nothing = np.datetime64("NaT", "s")
    frame["decided_at"] = np.where(decided < end, decided, nothing)
    never = chance.random(total) < truths()["never_told"]["share"]
    frame["told_at"] = np.where((told < end) & ~never, told, nothing)


def _in_office_hours(at: np.ndarray, after: np.ndarray, chance: np.random.Generator) -> np.ndarray:
    """The same days between nine and half past five, and never before half an hour after ``after``."""
    seconds = np.round(chance.uniform(32_400, 63_000, len(at))).astype(np.int64).astype("timedelta64[s]")
    return np.maximum(at.astype("datetime64[D]") + seconds, after + np.timedelta64(1800, "s"))


def _timedelta(days: Floats) -> np.ndarray:
    return np.round(days * _SECONDS_PER_DAY).astype(np.int64).astype("timedelta64[s]")


def _repeats(frame: pd.DataFrame, draw: Floats) -> list[str]:
    """Some repeat the complaint before them at the same outlet, if that was within sixty days and no repeat."""
    last: dict[int, tuple[int, int]] = {}
    first = np.arange(len(frame))
    for number, (outlet, day) in enumerate(zip(frame["outlet"].tolist(), frame["day"].tolist(), strict=True)):
        before = last.get(outlet)
        if before is not None and day - before[1] <= _REPEAT_WITHIN_DAYS and draw[number] < _REPEAT_SHARE:
            first[number] = before[0]
        else:
            last[outlet] = (number, day)
    for column in ("business", "cause", "line", "touchpoint_id"):
        frame[column] = frame[column].to_numpy()[first]
    ids = frame["complaint_id"].to_numpy()
    return ["" if first[number] == number else str(ids[first[number]]) for number in range(len(frame))]


def _narratives(frame: pd.DataFrame, lists: Catalogue, draw: Floats, chance: np.random.Generator) -> list[str]:
    """What the complaint says: the matter, what went wrong, what is asked for."""
    hurts = sentences()["hurts"]
    business, cause = lists.names("business"), lists.names("cause")
    asks = ("要求尽快处理并回复。", "要求退还相关费用。", "要求说明原因。", "要求当面道歉。", "希望给出解决方案。")
    picks = chance.random((len(frame), 2))
    texts = []
    for row, (about, why, touchpoint_id) in enumerate(
        zip(frame["business"], frame["cause"], frame["touchpoint_id"], strict=True)
    ):
        if draw[row] >= _NARRATIVE_SHARE:
            texts.append("")
            continue
        parts = hurts[touchpoint_id or "hotline_solve"]
        what = parts[int(picks[row, 0] * len(parts))]
        ask = asks[int(picks[row, 1] * len(asks))]
        texts.append(f"客户反映{business[about]}业务问题（{cause[why]}）：{what}。{ask}")
    return texts
