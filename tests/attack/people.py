"""A small bank to attack: a few units of two levels, some tiny, one moved and one closed; and who answered what.

What the attacker is after is kept here, from the seed, and never read back from the build that is attacked.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pandas as pd

from dashboard.queries.builds import Build, open_build
from tests import small_bank

UNITS = {
    "o1": ("r1", 0.42),
    "o2": ("r1", 0.22),
    "o3": ("r1", 0.03),
    "o4": ("r2", 0.17),
    "o5": ("r1", 0.09),
    "o6": ("r2", 0.04),
    "o7": ("r2", 0.03),
}
"""Outlet -> its first region and its share of all answers; head office ``hq`` answers for itself now and then."""
OWN_SHARE = 0.01
MOVED, MOVED_ON, MOVED_TO = "o5", date(2025, 8, 1), "r2"
CLOSED, CLOSED_ON = "o6", date(2025, 10, 31)
MEMBERS = {
    "channel": {"branch": 0.55, "app": 0.4, "hotline": 0.05},
    "product": {"savings": 0.6, "loan": 0.3, "card": 0.1},
    "tier": {"mass": 0.85, "affluent": 0.13, "private": 0.02},
}
CLASSES = ("promoters", "passives", "detractors")
TOP, REST = "top_box", "rest"


@dataclass(frozen=True)
class Shape:
    """How large and how uneven the bank is; the same shape is the same bank."""

    seed: int = 1
    responses: int = 900
    months: int = 18
    correlation: float = 0.3
    """The share of people whose product and tier follow from their channel."""

    @property
    def first(self) -> date:
        return date(2025, 1, 1)


@dataclass(frozen=True)
class Attacked:
    """The bank's build, and everybody who answered: placement (outlet and chain above), month, members, answers.

    ``people`` has unit, chain (a tuple from the root down), month, one column per dimension, ``recommend`` (0–10 or
    missing), ``rating`` (1–5 or missing).
    """

    build: Build
    people: pd.DataFrame

    def answered(self, measure: str) -> pd.DataFrame:
        """Those who count in a measure, with the class they answered in as ``answer``."""
        if measure == "nps":
            found = self.people[self.people["recommend"].notna()]
            score = found["recommend"]
            return found.assign(answer=np.select([score >= 9, score >= 7], CLASSES[:2], CLASSES[2]))
        found = self.people[self.people["rating"].notna()]
        return found.assign(answer=np.where(found["rating"] >= 4, TOP, REST))


def make(root: Path, shape: Shape, name: str = "attacked") -> Attacked:
    """Makes the people, hands their answers over as a bank does, and opens the build that came of it."""
    people = _people(shape)
    small_bank.make(root, name, _tables(people))
    return Attacked(open_build(name, root), people)


def _people(shape: Shape) -> pd.DataFrame:
    random = np.random.default_rng([shape.seed, 20261125])
    rows = shape.responses
    days = pd.date_range(shape.first, periods=shape.months, freq="MS")
    end = days[-1] + pd.offsets.MonthEnd()
    day = pd.Series(days[0] + pd.to_timedelta(random.integers(0, (end - days[0]).days + 1, rows), unit="D"))
    names = [*UNITS, "hq"]
    shares = np.array([share for _, share in UNITS.values()] + [OWN_SHARE])
    unit = random.choice(names, rows, p=shares / shares.sum())
    unit = np.where((unit == CLOSED) & (day > pd.Timestamp(CLOSED_ON)).to_numpy(), "o4", unit)
    people = pd.DataFrame({"id": [f"a{at:05d}" for at in range(rows)], "unit": unit, "day": day.dt.as_unit("us")})
    people["month"] = people["day"].dt.to_period("M").dt.to_timestamp().dt.date
    people["chain"] = [_chain(one, when.date()) for one, when in zip(people["unit"], people["day"], strict=True)]
    leading = random.random(rows)
    follows = random.random(rows) < shape.correlation
    for place, (dimension, members) in enumerate(MEMBERS.items()):
        drawn = np.where(follows | (place == 0), leading, random.random(rows))
        people[dimension] = np.array(list(members))[np.searchsorted(np.cumsum(list(members.values()))[:-1], drawn)]
    lift = people["unit"].map({"o1": 1.2, "o4": -1.5, "o3": -0.5}).fillna(0.0) + 0.8 * (people["product"] == "savings")
    mood = np.clip(np.round(random.normal(7.4 + lift, 2.4, rows)), 0, 10)
    people["recommend"] = np.where(random.random(rows) < 0.04, np.nan, mood)
    mark = np.clip(np.round(mood / 2.2 + random.normal(0.4, 0.8, rows)), 1, 5)
    people["rating"] = np.where(random.random(rows) < 0.06, np.nan, mark)
    return people


def _chain(unit: str, day: date) -> tuple[str, ...]:
    if unit == "hq":
        return ("hq",)
    region = MOVED_TO if unit == MOVED and day >= MOVED_ON else UNITS[unit][0]
    return ("hq", region, unit)


def _tables(people: pd.DataFrame) -> small_bank.Tables:
    rows = [("hq", "", "head office", "hq", "hq", "", "")]
    rows += [(region, "hq", "region", region, region, "", "") for region in ("r1", "r2")]
    rows += [
        (unit, region, "outlet", unit, unit, str(CLOSED_ON) if unit == CLOSED else "", "")
        for unit, (region, _) in UNITS.items()
    ]
    rows.append((MOVED, MOVED_TO, "outlet", MOVED, MOVED, "", str(MOVED_ON)))
    columns = ["unit_id", "parent_id", "level", "name", "name_en", "closed_on", "from_on"]
    labels = [
        (dimension, member, member, member, place)
        for dimension, members in MEMBERS.items()
        for place, member in enumerate(members)
    ]
    return {
        "units": pd.DataFrame(rows, columns=columns),
        "labels": pd.DataFrame(labels, columns=["dimension", "member_id", "name", "name_en", "sort_order"]),
        "service": _exported(people),
    }


def _exported(people: pd.DataFrame) -> pd.DataFrame:
    """The answers in the layout whose description ``small_bank`` has."""
    day = people["day"].dt.strftime("%Y-%m-%d")
    nothing = dict.fromkeys((*small_bank._SERVICE_COLUMNS.values(), *_STEPS), "")
    return pd.DataFrame(
        {
            **nothing,
            "id": people["id"],
            "unit": people["unit"],
            "invited": day,
            "answered": day + " 10:30:00",
            "status": "complete",
            **{dimension: people[dimension] for dimension in MEMBERS},
            "recommend": _whole(people["recommend"]),
            "weight": 1.0,
            "overall": _whole(people["rating"]).replace("", "0"),
        }
    )


_STEPS = tuple(step for steps in small_bank.TOUCHPOINTS.values() for step in steps)
Text = pd.Series


def _whole(numbers: pd.Series) -> Text:
    return numbers.map(lambda number: "" if np.isnan(number) else str(int(number)))


def inside(people: pd.DataFrame, unit: str) -> npt.NDArray[np.bool_]:
    """Who counts under a unit: those whose chain on the day goes through it."""
    return people["chain"].map(lambda chain: unit in chain).to_numpy(dtype=bool)
