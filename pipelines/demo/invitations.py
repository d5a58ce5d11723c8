"""How many customers were asked: invitations by day, outlet and channel, and how large outlets were by month."""

from __future__ import annotations

import numpy as np
import pandas as pd

from .catalogue import truths
from .months import Integers
from .organisation import Organisation, Size
from .people import CHANNELS, batch_weekday, channel_shares, weekday

_ANSWERED_SHARE = {"branch": 0.205, "mobile": 0.135, "hotline": 0.185, "wechat": 0.125}
_DELIVERED_SHARE = {"branch": 0.995, "mobile": 0.985, "hotline": 0.94, "wechat": 0.97}
_OPENED_SHARE = 0.45  # of those delivered that did not answer
_CUSTOMERS_GROW_PER_YEAR = 0.025


def invitations(size: Size, bank: Organisation, frame: pd.DataFrame) -> pd.DataFrame:
    """One row per day, outlet and channel with anything sent.

    Answers are a thinned Poisson stream of invitations: those who did not answer are drawn beside the answers that
    there are, so nobody answers uninvited and the response rate is the stated one on average.
    """
    chance = size.chance("invitations")
    cells = _sending_days(size, bank)
    answered = (frame.groupby(["invited_day", "outlet", "channel"]).size().rename("answered").reset_index()).rename(
        columns={"invited_day": "day"}
    )
    cells = cells.merge(answered, on=["day", "outlet", "channel"], how="outer", validate="one_to_one")
    cells["answered"] = cells["answered"].fillna(0).astype(np.int64)
    expected = cells["expected"].fillna(cells["answered"]).to_numpy()
    channel = cells["channel"].to_numpy()
    share = np.asarray([_ANSWERED_SHARE[name] for name in CHANNELS])[channel]
    silent = chance.poisson(expected * (1 - share) / share)
    sent = cells["answered"].to_numpy() + silent
    reached = cells["answered"].to_numpy() + chance.binomial(
        silent, np.asarray([_DELIVERED_SHARE[name] for name in CHANNELS])[channel]
    )
    opened = cells["answered"].to_numpy() + chance.binomial(reached - cells["answered"].to_numpy(), _OPENED_SHARE)
    full = cells.assign(sent=sent, delivered=reached, opened=opened)
    full = full[full["sent"] > 0].sort_values(["day", "outlet", "channel"], ignore_index=True)
    return full[["day", "outlet", "channel", "sent", "delivered", "opened"]]


def exposures(size: Size, bank: Organisation) -> pd.DataFrame:
    """One row per month and open outlet: customers, transactions, contacts, staff."""
    chance = size.chance("exposures")
    months = size.calendar.months
    is_open = bank.open_share(size.calendar) > 0
    month, outlet = np.nonzero(is_open)
    growth = np.exp(np.log1p(_CUSTOMERS_GROW_PER_YEAR) * (month - (len(months) - 1)) / 12)
    customers = bank.outlets["customers"].to_numpy()[outlet] * growth * np.exp(chance.normal(0, 0.004, len(month)))
    busy = np.asarray([size.calendar.busy[size.calendar.month_of_day == m].sum() for m in range(len(months))])
    pace = busy[month] / busy.mean()
    return pd.DataFrame(
        {
            "month": months[month],
            "outlet": outlet,
            "customers": np.round(customers).astype(np.int64),
            "transactions": chance.poisson(customers * 2.4 * pace),
            "contacts": chance.poisson(customers * 0.035 * pace),
            "staff": np.round(
                5 + bank.outlets["customers"].to_numpy()[outlet] / 1900 + chance.normal(0, 0.6, len(month))
            )
            .clip(3)
            .astype(np.int64),
            "outlets": 1,
        }
    )


def _sending_days(size: Size, bank: Organisation) -> pd.DataFrame:
    """Every day on which an outlet sends, with the answers it may expect from it, by channel."""
    calendar = size.calendar
    days: Integers = np.arange(len(calendar.days))
    sends_on = batch_weekday(bank)
    today = weekday(days, size)[:, None]
    sends = np.where(sends_on[None, :] < 0, today < 5, today == sends_on[None, :])
    share = bank.open_share(calendar) * bank.outlets["responses_per_month"].to_numpy()
    sends &= share[calendar.month_of_day] > 0
    year_of_month = np.arange(len(calendar.months)) // 12
    busy = np.asarray([calendar.busy[calendar.month_of_day == m].sum() for m in range(len(calendar.months))])
    busy_of_year = np.asarray([busy[year_of_month == year].sum() for year in year_of_month])
    total = truths()["totals"]["responses_per_year"] * size.scale
    by_month = share / share.sum(axis=1, keepdims=True) * (total * busy / busy_of_year)[:, None]
    times = np.zeros_like(by_month)
    np.add.at(times, calendar.month_of_day, sends.astype(np.float64))
    day, outlet = np.nonzero(sends)
    month = calendar.month_of_day[day]
    per_day = by_month[month, outlet] / times[month, outlet]
    shares = channel_shares(size, bank, month, outlet)
    return pd.DataFrame(
        {
            "day": np.repeat(day, len(CHANNELS)),
            "outlet": np.repeat(outlet, len(CHANNELS)),
            "channel": np.tile(np.arange(len(CHANNELS)), len(day)),
            "expected": (per_day[:, None] * shares).ravel(),
        }
    )
