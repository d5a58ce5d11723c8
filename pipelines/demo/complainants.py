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
    """A customer number for each complaint, '' where the bank has none; equal complaints have equal numbers, and a
    repeat has that of the complaint it repeats.

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
    firsts_of = zip(made["complaint_id"].tolist(), made["repeat_of"].tolist(), strict=True)
    for number, (complaint_id, repeat_of) in enumerate(firsts_of):
        key = f"KT{number:08d}" if draw[number, 0] < _KNOWN_SHARE else ""
        if draw[number, 1] < truth["answering_share"] and not np.isnat(received[number]):
            first, last = firsts[number], lasts[number]
            if last > first:
                places = first + (picks[number] * (last - first)).astype(np.int64)
                hurt = places[is_detractor[places]]
                wants_hurt = draw[number, 2] < truth["detractor_share"] and len(hurt)
                key = str(keys[hurt[0] if wants_hurt else places[0]])
        found[complaint_id] = found[repeat_of] if repeat_of else key
    return [found[each] for each in raised["complaint_id"].tolist()]


def marked(raised: pd.DataFrame, steps: pd.DataFrame, size: Size) -> list[str]:
    """Which complaint each repeats, as the bank has it: of those that came after the answer it marked only some, and
    the others are known by the customer's number alone."""
    merged = set(steps.loc[steps["event"] == "merged", "complaint_id"])
    after = sorted(set(raised.loc[raised["repeat_of"] != "", "complaint_id"]) - merged)
    draw = size.chance("unmarked repeats").random(len(after))
    forgotten = {each for each, at in zip(after, draw, strict=True) if at < truths()["unmarked_repeats"]["share"]}
    ids = zip(raised["complaint_id"].tolist(), raised["repeat_of"].tolist(), strict=True)
    return ["" if complaint_id in forgotten else repeat_of for complaint_id, repeat_of in ids]
