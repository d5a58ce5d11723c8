"""The small bank with steps of which it is known which fail together: the queue and the farewell."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from pipelines.banks import Bank
from tests import small_bank

STEPS = ("queue", "counter", "farewell")
PASSAGES = 60
"""Told of by two responses each, one about the queue and one about the counter."""


def make(root: Path, of: small_bank.Tables | None = None) -> Bank:
    """The bank ``small`` in ``root``, with the passage that a response tells of; of other exports, if any are given."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(small_bank._SERVICE_COLUMNS, "journey_instance_id", "passage")
        return small_bank.make(root, of=of if of is not None else exports())


def exports() -> small_bank.Tables:
    """Every step fails by itself now and then; the queue and the farewell fail together. A step nobody rates, a journey
    of one step, and passages that two responses tell of."""
    tables = small_bank.tables(responses=4_000)
    service = tables["service"]
    random = np.random.default_rng(12)
    is_visit = (service["journey"] == "visit").to_numpy()
    together = random.random(len(service)) < 0.08
    for step in STEPS:
        fails = (random.random(len(service)) < 0.1) | (together & (step != "counter"))
        marks = np.where(fails, "1", "5").astype(object)
        service[step] = np.where(is_visit, marks, "")
    service["passage"] = ""
    told = np.flatnonzero(is_visit)[: 2 * PASSAGES].reshape(PASSAGES, 2)
    for number, (first, second) in enumerate(told):
        service.loc[[first, second], "passage"] = f"p{number}"
        service.loc[first, ["counter", "farewell"]] = "6"
        service.loc[second, ["queue", "farewell"]] = "6"
    lone = {"journey_id": "lone", "name": "自助取号", "name_en": "Ticket machine", "sort_order": 3}
    tables["journeys"] = pd.concat([tables["journeys"], pd.DataFrame([lone])], ignore_index=True)
    steps = tables["touchpoints"]
    more = [{**steps.iloc[0], "touchpoint_id": one, "journey_id": journey, "name": one, "name_en": one, "step_order": 9}
            for one, journey in (("kiosk", "lone"), ("stairs", "visit"))]  # fmt: skip
    tables["touchpoints"] = pd.concat([steps, pd.DataFrame(more)], ignore_index=True)
    return tables
