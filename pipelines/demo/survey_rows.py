"""The finished responses with ids instead of positions, and the rows planted to be refused, repeated, off scale."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd

from .answers import Answers, answers
from .catalogue import Catalogue, catalogue, truths
from .months import Integers
from .organisation import Organisation, Size, organisation
from .people import CHANNELS, Customers, customers, responses
from .personal import plant
from .words import improvements, verbatims

UNKNOWN_UNIT, UNREADABLE_DATE = "b9999", "2025/13/45 25:61"
OK, REPEATED = "ok", "repeated"
_ASKS_CONTACT_DETRACTOR, _ASKS_CONTACT_OTHER, _REPLIED_SHARE = 0.35, 0.03, 0.88


@dataclass(frozen=True)
class SurveyRows:
    """``rows``: one per exported row, planted ones last; ``ratings``: its codes by touchpoint."""

    rows: pd.DataFrame
    ratings: Integers
    personal: dict[str, list[str]]

    @cached_property
    def good(self) -> np.ndarray:
        """Which rows are responses and will be counted once."""
        return np.asarray(self.rows["planted"] == OK)


def simulate(size: Size) -> tuple[Organisation, pd.DataFrame, SurveyRows]:
    """(organisation, responses as positions, survey rows) of an example bank of this size."""
    lists, bank = catalogue(), organisation(size)
    people = customers(size, bank)
    frame = responses(size, bank, people, lists)
    given = answers(size, bank, people, frame, lists)
    return bank, frame, survey_rows(size, bank, people, frame, given, lists)


def survey_rows(
    size: Size, bank: Organisation, people: Customers, frame: pd.DataFrame, given: Answers, lists: Catalogue
) -> SurveyRows:
    """Rows as an export holds them, before any layout."""
    chance = size.chance("survey rows")
    texts, personal = plant(verbatims(size, frame, given, lists), size, in_complaints=False)
    touchpoint_ids = np.asarray([touchpoint.touchpoint_id for touchpoint in lists.touchpoints])
    rows = pd.DataFrame(
        {
            "response_id": [f"A{number:07d}" for number in range(1, len(frame) + 1)],
            "respondent_key": people.key(frame["customer"].to_numpy()),
            "unit_id": np.asarray(bank.outlet_ids)[frame["outlet"].to_numpy()],
            "channel": np.asarray(CHANNELS)[frame["channel"].to_numpy()],
            "journey": frame["journey"],
            "month": frame["month"],
            "responded_at": _at(size, frame["day"].to_numpy(), frame["second"].to_numpy()),
            "invited_at": _at(size, frame["invited_day"].to_numpy(), np.full(len(frame), 28_800)),
            "duration_seconds": frame["duration_seconds"],
            "recommend": [str(score) if score >= 0 else "" for score in given.recommend.tolist()],
            "overall": given.overall,
            "effort": given.effort,
            "verbatim": texts,
            "touchpoint_id": touchpoint_ids[given.last_touchpoint],
            "weight": frame["weight"],
            "is_partial": frame["is_partial"],
            "planted": OK,
        }
    )
    for dimension, column in (("line", "line"), ("product", "product"), ("age_band", "age"), ("tier", "tier")):
        rows[dimension] = np.asarray(lists.ids(dimension))[frame[column].to_numpy()]
    rows["is_new_citizen"] = np.where(frame["is_new_citizen"].to_numpy() == 1, "true", "false")
    rows["improve"] = improvements(size, frame, given)
    asks = np.where((given.recommend >= 0) & (given.recommend <= 6), _ASKS_CONTACT_DETRACTOR, _ASKS_CONTACT_OTHER)
    rows["asked_contact"] = chance.random(len(rows)) < asks
    replied = rows["responded_at"].to_numpy() + np.round(chance.gamma(1.5, 130_000, len(rows))).astype("timedelta64[s]")
    is_replied = rows["asked_contact"].to_numpy() & (chance.random(len(rows)) < _REPLIED_SHARE)
    is_replied &= replied < size.calendar.days[-1] + np.timedelta64(1, "D")
    rows["replied_at"] = np.where(is_replied, replied, np.datetime64("NaT", "s"))
    return _with_planted(rows, given.ratings, personal, size, chance)


def _at(size: Size, day: Integers, second: Integers) -> np.ndarray:
    return size.calendar.days[day].astype("datetime64[s]") + second.astype("timedelta64[s]")


def _with_planted(
    rows: pd.DataFrame, ratings: Integers, personal: dict[str, list[str]], size: Size, chance: np.random.Generator
) -> SurveyRows:
    """Off-scale answers written over valid ones; copies to refuse or to recognise as repeated added at the end.

    All of them in the branch questionnaire, which comes as text throughout. Copies are taken of rows without a text, so
    that the number of personal items stays what it is.
    """
    possible = np.flatnonzero((rows["journey"] == 0) & (rows["recommend"] != "") & (rows["verbatim"] == ""))
    chance.shuffle(possible)
    taken = iter(possible.tolist())
    rows = rows.copy()
    for answer, count in truths()["off_scale"]["recommend"].items():
        places = [next(taken) for _ in range(size.planted(count))]
        rows.loc[places, "recommend"] = answer
    copies = []
    for reason, count in truths()["refused"]["survey_responses"].items():
        places = [next(taken) for _ in range(size.planted(count))]
        copies.append(_spoilt(rows.loc[places].assign(planted=reason), reason))
    places = [next(taken) for _ in range(size.planted(truths()["repeated"]["survey_responses"]))]
    copies.append(rows.loc[places].assign(planted=REPEATED))
    added = pd.concat(copies)
    all_ratings = np.concatenate([ratings, ratings[added.index.to_numpy()]])
    return SurveyRows(pd.concat([rows, added], ignore_index=True), all_ratings, personal)


def _spoilt(copies: pd.DataFrame, reason: str) -> pd.DataFrame:
    copies["response_id"] = "X" + copies["response_id"].astype("str")
    if reason == "unknown_unit":
        copies["unit_id"] = UNKNOWN_UNIT
    elif reason == "missing_value":
        copies["response_id"] = ""
    elif reason != "unreadable_date":
        raise ValueError(f"no way is known to plant {reason!r} in a response; truths.toml, refused.survey_responses")
    return copies
