"""The example bank's contacts: what customers wanted, through which channel; and the channel that was closed."""

from __future__ import annotations

import numpy as np
import pandas as pd

from .catalogue import truths
from .months import Floats
from .organisation import Organisation, Size

KINDS = {"enquiry": 0.987, "complaint": 0.004, "suggestion": 0.006, "praise": 0.003}
KIND_WORDS = {"enquiry": "咨询", "complaint": "投诉", "suggestion": "建议", "praise": "表扬"}
_CHANNELS = {"hotline": 0.50, "branch": 0.22, "mobile": 0.15, "wechat": 0.13}
_AT_THE_UNIT = "branch"
"""Contacts on the branch floor are the outlet's own; all others are taken by a desk of its region."""


def is_closed(size: Size) -> np.ndarray:
    """The days on which the closed channel was no longer there."""
    return np.asarray(size.calendar.days >= np.datetime64(truths()["closed_channel"]["on"]))


def left(size: Size, share: float) -> Floats:
    """What is left of each day's complaints or contacts once those of the closed channel, a ``share``, do not come."""
    return np.where(is_closed(size), 1.0 - share, 1.0)


def rerouted(channel: np.ndarray, day: np.ndarray, shares: dict[str, float], size: Size) -> np.ndarray:
    """Channels drawn with ``shares``: once the closed one is closed, drawn again among the others."""
    closed = truths()["closed_channel"]["channel"]
    others = {name: share for name, share in shares.items() if name != closed}
    weight = np.array(list(others.values()))
    drawn = size.chance("closed channel").choice(list(others), len(channel), p=weight / weight.sum())
    return np.where((channel == closed) & is_closed(size)[day], drawn, channel)


def contacts(size: Size, bank: Organisation, months: pd.DataFrame) -> tuple[pd.DataFrame, np.ndarray]:
    """(groups of alike contacts by month, unit, kind and channel, how many contacts each row of ``months`` has).

    ``months`` are the exposures: a row per month and outlet with the contacts there would be with every channel open.
    """
    cells = [(kind, channel) for kind in KINDS for channel in _CHANNELS]
    share = np.array([KINDS[kind] * _CHANNELS[channel] for kind, channel in cells])
    drawn = size.chance("contacts").multinomial(months["contacts"].to_numpy(), share / share.sum())
    closed = truths()["closed_channel"]
    month = months["month"].to_numpy()
    gone = np.array([channel == closed["channel"] for _, channel in cells])
    drawn[np.ix_(month >= np.datetime64(closed["on"]), gone)] = 0
    outlet = months["outlet"].to_numpy()
    own = np.asarray(bank.outlet_ids)[outlet]
    desk = np.asarray([f"r{region:02d}" for region in bank.outlets["region"].tolist()])[outlet]
    frames = [
        pd.DataFrame(
            {
                "contacted_at": month,
                "unit_id": own if channel == _AT_THE_UNIT else desk,
                "kind": kind,
                "channel": channel,
                "contacts": drawn[:, at],
            }
        )
        for at, (kind, channel) in enumerate(cells)
    ]
    by = ["contacted_at", "unit_id", "kind", "channel"]
    found = pd.concat(frames).groupby(by, as_index=False, sort=True)["contacts"].sum()
    found = found[found["contacts"] > 0].reset_index(drop=True)
    found["contact_id"] = [f"LX{number:06d}" for number in range(1, len(found) + 1)]
    return found, drawn.sum(axis=1)
