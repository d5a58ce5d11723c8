"""The example bank's dated attributes of outlets: rebuilt for the elderly, which helped, and demonstration outlets."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd

from .catalogue import truths
from .months import Floats
from .organisation import Organisation, Size


def unit_attributes(size: Size, bank: Organisation) -> pd.DataFrame:
    """One row per outlet, attribute and span: from the first day on, to the last one where it was taken away again."""
    elderly, demonstration, both = (
        truths()[name] for name in ("elderly_outlets", "demonstration_outlets", "both_attributes")
    )
    spans: list[tuple[str, dict[str, str], date | None, date | None]] = []
    spans += [(unit, elderly, day, None) for unit, day in {**elderly["since"], **elderly["recent"]}.items()]
    spans += [(unit, elderly, None, None) for unit in elderly["always"]]
    spans += [(unit, demonstration, day, None) for unit, day in demonstration["since"].items()]
    spans += [(unit, demonstration, *days) for unit, days in demonstration["ended"].items()]
    spans += [(unit, demonstration, day, None) for unit, day in demonstration["closed"].items()]
    spans += [(both["unit_id"], truth, both[truth["attribute"]], None) for truth in (elderly, demonstration)]
    there = set(bank.outlet_ids)
    rows = [
        {
            "unit_id": unit,
            "attribute": truth["attribute"],
            "value": truth["value"],
            "from_on": first,
            "to_on": last,
        }
        for unit, truth, first, last in spans
        if unit in there and (first is None or size.calendar.has(first))
    ]
    return pd.DataFrame(rows, columns=["unit_id", "attribute", "value", "from_on", "to_on"])


def lifted(size: Size, bank: Organisation) -> Floats:
    """Day × outlet: by how much being rebuilt for the elderly lifted what customers say of the whole visit."""
    made = unit_attributes(size, bank)
    lift = np.zeros((len(size.calendar.days), len(bank.outlets)))
    truth = truths()["elderly_outlets"]
    for row in made[made["attribute"] == truth["attribute"]].itertuples():
        since = size.calendar.days >= np.datetime64(row.from_on or size.calendar.first_day)
        lift[since, bank.outlet_ids.index(row.unit_id)] = truth["effect_sd"]
    return lift
