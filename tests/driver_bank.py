"""The small bank in which it is known which steps go along with recommending: the queue most, the counter some."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from pipelines.banks import Bank
from tests import small_bank

RESPONSES = 6_000
MORE = ("stairs", "ramp", "attic")
"""Steps of the visit rated by exactly 100, by 99 and by nobody."""


def make(root: Path) -> Bank:
    """The bank ``small`` in ``root``."""
    described = small_bank._SERVICE + "".join(f'{step} = "{step}"\n' for step in MORE)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(small_bank, "_SERVICE", described)
        return small_bank.make(root, of=exports())


def exports() -> small_bank.Tables:
    """Visits: the answer follows the queue, some of the counter, and of the farewell nothing. The app: login and
    transfer are rated alike, and the answer follows both. Whoever called the hotline answers 8."""
    tables = small_bank.tables(responses=RESPONSES)
    service = tables["service"]
    random = np.random.default_rng(20261126)
    rows = len(service)
    is_visit = (service["journey"] == "visit").to_numpy()
    marks = {step: random.integers(1, 6, rows) for steps in small_bank.TOUCHPOINTS.values() for step in steps}
    # now and then the transfer is rated one better or worse than the login
    marks["transfer"] = np.clip(marks["login"] + random.choice([-1, 0, 1], rows, p=[0.1, 0.8, 0.1]), 1, 5)
    used_share = {"queue": 0.9, "counter": 0.7, "farewell": 0.6, "login": 0.9, "transfer": 0.9, "help": 0.5}
    used = {step: random.random(rows) < share for step, share in used_share.items()}
    weight = {"queue": 1.1, "counter": 0.5, "farewell": 0.0, "login": 0.6, "transfer": 0.6, "help": 0.0}
    mood = random.normal(6.5, 1.0, rows)
    for journey, steps in small_bank.TOUCHPOINTS.items():
        is_asked = is_visit if journey == "visit" else ~is_visit
        for step in steps:
            mood += np.where(is_asked & used[step], weight[step] * (marks[step] - 3), 0.0)
            text = np.where(used[step], marks[step].astype(str), np.where(random.random(rows) < 0.5, "6", "0"))
            service[step] = np.where(is_asked, text, "")
    mood = np.where(service["channel"] == "hotline", 8.0, mood)
    is_answer = ~service["recommend"].isin(["", "11"]).to_numpy()
    service["recommend"] = np.where(
        is_answer, np.clip(mood.round(), 0, 10).astype(int).astype(str), service["recommend"]
    )
    fit = np.flatnonzero(is_visit & is_answer)
    for step, ratings in zip(MORE, (100, 99, 0), strict=True):
        column = np.full(rows, "", dtype=object)
        column[random.choice(fit, ratings, replace=False)] = "4"
        column[np.flatnonzero(is_visit & ~is_answer)[:5]] = "2"  # rated, without a valid recommend answer
        service[step] = column if ratings else ""
    lone = {"journey_id": "lone", "name": "自助取号", "name_en": "Ticket machine", "sort_order": 3}
    tables["journeys"] = pd.concat([tables["journeys"], pd.DataFrame([lone])], ignore_index=True)
    steps = tables["touchpoints"]
    more = [{**steps.iloc[0], "touchpoint_id": step, "name": step, "name_en": step, "step_order": 9} for step in MORE]
    tables["touchpoints"] = pd.concat([steps, pd.DataFrame(more)], ignore_index=True)
    return tables
