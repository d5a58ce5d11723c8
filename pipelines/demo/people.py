"""The example bank's customers and the responses they give: who answers, when, where, about what."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from .catalogue import Catalogue, truths
from .months import Floats, Integers
from .organisation import Organisation, Size, mix_region

CHANNELS = ("branch", "mobile", "hotline", "wechat")
"""Channels in which customers are served; complaints know two more."""

_AGE_SHARES = (0.20, 0.36, 0.26, 0.18)
_TIER_SHARES = (0.66, 0.22, 0.10, 0.02)
_NEW_CITIZEN_BY_AGE = (0.30, 0.20, 0.08, 0.03)
_RESPONSES_PER_CUSTOMER = 1.25
# Channel shares in the first and in the last month; large outlets have more of their answers from the branch floor.
_SHARES_LARGE = ((0.66, 0.16, 0.09, 0.09), (0.57, 0.25, 0.08, 0.10))
_SHARES_SMALL = ((0.36, 0.38, 0.14, 0.12), (0.22, 0.52, 0.12, 0.14))
_AGE_TILT = ((0.75, 1.25, 0.8, 1.25), (0.9, 1.15, 0.9, 1.1), (1.1, 0.9, 1.05, 0.9), (1.6, 0.5, 1.5, 0.6))
# Journeys by channel, in the catalogue's order: branch visit, mobile, card reset, wealth, loan, hotline.
_JOURNEYS = {
    "branch": (0.80, 0.0, 0.06, 0.07, 0.07, 0.0),
    "mobile": (0.0, 0.66, 0.10, 0.15, 0.09, 0.0),
    "hotline": (0.0, 0.0, 0.10, 0.04, 0.05, 0.81),
    "wechat": (0.10, 0.50, 0.10, 0.20, 0.10, 0.0),
}
_OTHER_LINE_SHARE = 0.25
_LINE_SHARES = (0.30, 0.20, 0.15, 0.15, 0.10, 0.10)
_PARTIAL_SHARE = 0.03
_LONGEST_WAIT_DAYS = 6


@dataclass(frozen=True)
class Customers:
    """Attributes of every customer who may be asked; positions are customer numbers."""

    outlet: Integers
    first: Integers
    count: Integers
    age: Integers
    is_new_citizen: Integers
    tier: Integers
    mood: Floats

    def key(self, customer: Integers) -> list[str]:
        """Invented customer numbers."""
        return [f"KH{number:09d}" for number in (customer * 7919 + 100003).tolist()]


def customers(size: Size, bank: Organisation) -> Customers:
    """A pool of customers for every outlet, some of whom answer several times."""
    chance = size.chance("customers")
    expected = bank.outlets["responses_per_month"].to_numpy() * size.years * 12 * size.scale
    count = np.ceil(expected / _RESPONSES_PER_CUSTOMER).astype(np.int64) + 3
    total = int(count.sum())
    age = chance.choice(4, total, p=_AGE_SHARES)
    return Customers(
        outlet=np.repeat(np.arange(len(count)), count),
        first=np.concatenate([[0], np.cumsum(count)[:-1]]),
        count=count,
        age=age,
        is_new_citizen=(chance.random(total) < np.asarray(_NEW_CITIZEN_BY_AGE)[age]).astype(np.int64),
        tier=chance.choice(4, total, p=_TIER_SHARES),
        mood=chance.normal(0.0, 1.0, total),
    )


def responses(size: Size, bank: Organisation, people: Customers, lists: Catalogue) -> pd.DataFrame:
    """One row per response in order of time, every attribute as a position in its list; no answers yet."""
    chance = size.chance("responses")
    calendar = size.calendar
    day = np.concatenate([_days_of_year(size, year, chance) for year in range(size.years)])
    month = calendar.month_of_day[day]
    share = bank.open_share(calendar) * bank.outlets["responses_per_month"].to_numpy()
    share /= share.sum(axis=1, keepdims=True)
    outlet = np.concatenate(
        [chance.choice(len(bank.outlets), int(np.sum(month == m)), p=share[m]) for m in range(len(calendar.months))]
    )
    customer = people.first[outlet] + np.floor(chance.random(len(day)) * people.count[outlet]).astype(np.int64)
    age = people.age[customer]
    channel = _pick(_channel_shares(size, bank, month, outlet, age), chance)
    journey = _pick(np.asarray([_JOURNEYS[name] for name in CHANNELS])[channel], chance)
    lines = lists.ids("line")
    own_line = np.asarray([lines.index(item.line) for item in lists.journeys])[journey]
    products = lists.ids("product")
    own_product = np.asarray([products.index(item.product) for item in lists.journeys])[journey]
    other = chance.random(len(day)) < _OTHER_LINE_SHARE
    frame = pd.DataFrame(
        {
            "day": day,
            "month": month,
            "second": np.round(chance.beta(2.2, 2.0, len(day)) * 50_000 + 28_800).astype(np.int64),
            "outlet": outlet,
            "customer": customer,
            "age": age,
            "is_new_citizen": people.is_new_citizen[customer],
            "tier": people.tier[customer],
            "channel": channel,
            "journey": journey,
            "line": np.where(other, chance.choice(6, len(day), p=_LINE_SHARES), own_line),
            "product": np.where(other, chance.integers(0, 6, len(day)), own_product),
            "is_partial": chance.random(len(day)) < _PARTIAL_SHARE,
            "duration_seconds": np.round(np.exp(chance.normal(4.4, 0.5, len(day)))).astype(np.int64),
        }
    ).sort_values(["day", "second"], kind="stable", ignore_index=True)
    frame["invited_day"] = _invited(size, bank, frame, chance)
    frame["weight"] = _weights(bank, frame)
    return frame


def batch_weekday(bank: Organisation) -> Integers:
    """Weekday (0 is Monday) on which an outlet sends invitations; −1 for large ones, which send Monday to Friday."""
    numbers = bank.outlets["number"].to_numpy() + bank.outlets["region"].to_numpy()
    return np.where(bank.outlets["is_large"].to_numpy(), -1, numbers % 5).astype(np.int64)


def weekday(days: Integers, size: Size) -> Integers:
    """Weekday of positions in the calendar, 0 is Monday."""
    first = int(size.calendar.days[0].astype(np.int64))
    return (days + first + 3) % 7


def channel_shares(size: Size, bank: Organisation, month: Integers, outlet: Integers) -> Floats:
    """Rows × channels: the shares an outlet's answers have in a month, before age."""
    months = len(size.calendar.months)
    ago = (month - (months - 1)) / 47.0 + 1.0
    large = bank.outlets["is_large"].to_numpy()[outlet]
    first = np.where(large[:, None], _SHARES_LARGE[0], _SHARES_SMALL[0])
    last = np.where(large[:, None], _SHARES_LARGE[1], _SHARES_SMALL[1])
    shares = first + (last - first) * np.clip(ago, 0.0, 1.0)[:, None]
    change = truths()["mix_only"]
    start = int(np.searchsorted(size.calendar.months, np.datetime64(change["from_on"])))
    moved = (bank.outlets["region"].to_numpy()[outlet] == mix_region(size)) & (month >= start)
    return np.where(moved[:, None], [change["channel_shares"][name] for name in CHANNELS], shares)


def _channel_shares(size: Size, bank: Organisation, month: Integers, outlet: Integers, age: Integers) -> Floats:
    return channel_shares(size, bank, month, outlet) * np.asarray(_AGE_TILT)[age]


def _days_of_year(size: Size, year: int, chance: np.random.Generator) -> Integers:
    """The year's responses, the stated number of them, spread over its days as these are busy."""
    span = size.calendar.year_slice(year)
    share = size.calendar.busy[span] / size.calendar.busy[span].sum()
    total = round(truths()["totals"]["responses_per_year"] * size.scale)
    return span.start + np.repeat(np.arange(len(share)), chance.multinomial(total, share))


def _pick(shares: Floats, chance: np.random.Generator) -> Integers:
    """One column for every row, with probabilities in proportion to the row's shares."""
    edges = np.cumsum(shares, axis=1)
    return (chance.random(len(shares)) * edges[:, -1])[:, None].__gt__(edges).sum(axis=1).astype(np.int64)


def _invited(size: Size, bank: Organisation, frame: pd.DataFrame, chance: np.random.Generator) -> Integers:
    """The day of the invitation: some days before the answer, on a day on which the outlet sends."""
    waited = np.minimum(chance.geometric(0.45, len(frame)) - 1, _LONGEST_WAIT_DAYS)
    day = frame["day"].to_numpy() - waited
    sends_on = batch_weekday(bank)[frame["outlet"].to_numpy()]
    now = weekday(day, size)
    back = np.where(sends_on < 0, np.maximum(now - 4, 0), (now - sends_on) % 7)
    return np.maximum(day - back, 0)


def _weights(bank: Organisation, frame: pd.DataFrame) -> Floats:
    """Post-stratification by region and age band to the customers there are, trimmed at five, mean one."""
    region = bank.outlets["region"].to_numpy()[frame["outlet"].to_numpy()]
    customers_of_region = bank.outlets.groupby("region")["customers"].sum()
    population = np.asarray([0.24, 0.33, 0.24, 0.19])
    cells = pd.DataFrame({"region": region, "age": frame["age"].to_numpy()})
    sample = cells.value_counts(normalize=True)
    by_cell = sample.unstack().to_numpy()
    wanted = (customers_of_region / customers_of_region.sum()).to_numpy()[:, None] * population / by_cell
    raw = wanted[region - 1, frame["age"].to_numpy()]
    trimmed = np.minimum(raw, 5.0)
    return np.round(trimmed / trimmed.mean(), 4)
