"""The small bank with complaints whose every step is known: first times, hand-overs, call-backs, repeats."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd

from pipelines.banks import Bank
from tests import small_bank

TOLD = 60
"""Complaints that are all told in the bank below; then come four that are open, and one that is merged."""
STEP = ["complaint_id", "event", "at", "from_unit_id", "to_unit_id", "merged_into", "was_reached", "is_satisfied"]


def make(root: Path) -> Bank:
    """The bank ``cases`` in ``root``."""
    return small_bank.make(root, "cases", tables())


def _steps(at: int, complaint: str) -> list[tuple[str, ...]]:
    """Received on Tue 2026-02-10, before the Spring Festival: METHOD's six working days lie between it and 02-25."""
    steps = [
        (complaint, "accepted", "2026-02-11 09:00:00"),
        (complaint, "transferred", "2026-02-11 09:30:00", "hq", "r01"),
        (complaint, "accepted", "2026-02-12 09:00:00"),
        (complaint, "transferred", "2026-02-13 09:30:00", "r01", "o01"),
        (complaint, "reported", "2026-02-14 09:00:00"),
        (complaint, "transferred", "2026-02-14 10:00:00", "o01", "hq"),
        (complaint, "decided", "2026-02-25 09:00:00"),
        (complaint, "told", "2026-02-25 15:00:00"),
    ]
    if at < 45:
        steps.append((complaint, "resolved", "2026-02-26 09:00:00"))
    # 50 called, 40 reached, 30 satisfied; 20 of those a second time, reached, 15 satisfied, and 5 who were not
    if at < 50:
        steps.append(
            (complaint, "first_call_back", "2026-02-27 09:00:00", "", "", "", str(at < 40), _said(at < 40, at < 30))
        )
    if at < 20 or 30 <= at < 35:
        steps.append(
            (complaint, "second_call_back", "2026-03-09 09:00:00", "", "", "", "True", _said(True, at < 15 or at == 34))
        )
    return [(*step, *[""] * (len(STEP) - len(step))) for step in steps]


def _said(is_reached: bool, is_satisfied: bool) -> str:
    return str(is_satisfied) if is_reached else ""


def tables() -> small_bank.Tables:
    found = small_bank.tables(responses=300)
    given = found["complaints"].head(TOLD + 5 + 12).copy()
    given["repeat_of"] = ""
    given["decided_at"] = given["told_at"] = ""
    given["unit_id"] = "o01"
    given["received_at"] = "2026-02-10 08:30:00"
    # four that are open, one merged into the first, and twelve that repeat what was answered, 20 and 60 days later
    ids = given["complaint_id"].tolist()
    again = given.index[TOLD + 5 :]
    given.loc[again, "repeat_of"] = ids[: len(again)]
    given.loc[again, "received_at"] = np.where(np.arange(len(again)) < 6, "2026-03-17 09:00:00", "2026-04-26 09:00:00")
    steps = [step for at, complaint in enumerate(ids[:TOLD]) for step in _steps(at, complaint)]
    merged = (ids[TOLD + 4], "merged", "2026-02-12 09:00:00", "", "", ids[0], "", "")
    found["complaints"] = given
    found["complaint_events"] = pd.DataFrame([*steps, merged], columns=STEP)
    return found
