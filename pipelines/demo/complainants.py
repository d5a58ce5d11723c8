"""Who complained, by the numbers of the surveys: most never answered one, and most who suffer are silent."""

from __future__ import annotations

import numpy as np
import pandas as pd

from .catalogue import truths
from .organisation import Size
from .survey_rows import OK

_KNOWN_SHARE = 0.85
_ANSWERS_WITHIN = np.timedelta64(200, "D")
_TRIES = 12


def complainants(raised: pd.DataFrame, rows: pd.DataFrame, size: Size) -> list[str]:
    """A customer number for each complaint, '' where the bank has none; equal complaints have equal numbers.

    Some complaints are of customers who answered a survey within the months after, mostly detractors; the others of
    people nobody asked.
    """
    chance = size.chance("complainants")
    truth = truths()["silent_detractors"]
    answered = rows[(rows["planted"] == OK) & (rows["recommend"] != "")].sort_values("responded_at", kind="stable")
    days = answered["responded_at"].to_numpy()
    keys = answered["respondent_key"].to_numpy()
    is_detractor = (pd.to_numeric(answered["recommend"]) <= 6).to_numpy()
    made = raised.drop_duplicates("complaint_id")
    received = pd.to_datetime(made["received_at"], errors="coerce").to_numpy()
    firsts, lasts = np.searchsorted(days, received), np.searchsorted(days, received + _ANSWERS_WITHIN)
    draw = chance.random((len(made), 3))
    picks = chance.random((len(made), _TRIES))
    found: dict[str, str] = {}
    for number, complaint_id in enumerate(made["complaint_id"].tolist()):
        key = f"KT{number:08d}" if draw[number, 0] < _KNOWN_SHARE else ""
        if draw[number, 1] < truth["answering_share"] and not np.isnat(received[number]):
            first, last = firsts[number], lasts[number]
            if last > first:
                places = first + (picks[number] * (last - first)).astype(np.int64)
                hurt = places[is_detractor[places]]
                wants_hurt = draw[number, 2] < truth["detractor_share"] and len(hurt)
                key = str(keys[hurt[0] if wants_hurt else places[0]])
        found[complaint_id] = key
    return [found[each] for each in raised["complaint_id"].tolist()]
