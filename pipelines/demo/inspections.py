"""The example bank's inspections of its outlets: every quarter the same items, by the outlet itself or by others."""

from __future__ import annotations

import numpy as np
import pandas as pd

from .catalogue import truths
from .organisation import Organisation, Size

ITEMS = (
    ("叫号机可用", "branch_wait"),
    ("等候区座椅与饮水", "branch_wait"),
    ("老花镜与轮椅在位", "branch_assist"),
    ("大堂人员主动引导", "branch_assist"),
)
"""What is looked at, and the touchpoint it belongs to."""
KINDS = ("self_check", "service_check", "mystery_visit")
_KIND_SHARES = (0.6, 0.3, 0.1)
_RECHECKED_SHARE, _MENDED_SHARE = 0.85, 0.80
_QUARTER_MONTHS = 3


def inspections(size: Size, bank: Organisation) -> pd.DataFrame:
    """One row per outlet, quarter and item; what was not in order is mostly looked at again within a month."""
    chance = size.chance("inspections")
    truth = truths()["inspections"]
    is_open = bank.open_share(size.calendar)
    is_worse = np.isin(np.array(bank.outlet_ids), truth["worse"])
    frames = []
    for month in range(1, len(size.calendar.months), _QUARTER_MONTHS):
        outlets = np.flatnonzero(is_open[month])
        outlet = np.repeat(outlets, len(ITEMS))
        item = np.tile(np.arange(len(ITEMS)), len(outlets))
        day = size.calendar.months[month].astype("datetime64[D]") + np.repeat(
            chance.integers(0, 25, len(outlets)), len(ITEMS)
        )
        share = np.where(is_worse[outlet], truth["worse_pass_share"], truth["pass_share"])
        passed = chance.random(len(outlet)) < share
        again = day + chance.integers(5, 28, len(outlet))
        rechecked = ~passed & (chance.random(len(outlet)) < _RECHECKED_SHARE) & (again <= size.calendar.days[-1])
        mended = chance.random(len(outlet)) < _MENDED_SHARE
        frames.append(
            pd.DataFrame(
                {
                    "unit_id": np.array(bank.outlet_ids)[outlet],
                    "item": np.array([name for name, _ in ITEMS])[item],
                    "kind": np.repeat(chance.choice(KINDS, len(outlets), p=_KIND_SHARES), len(ITEMS)),
                    "inspected_on": day.astype(str),
                    "touchpoint_id": np.array([step for _, step in ITEMS])[item],
                    "passed": np.where(passed, "true", "false"),
                    "rechecked_on": np.where(rechecked, again.astype(str), ""),
                    "passed_recheck": np.where(rechecked, np.where(mended, "true", "false"), ""),
                }
            )
        )
    return pd.concat(frames, ignore_index=True)
