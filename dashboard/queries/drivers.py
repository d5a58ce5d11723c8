"""Recommend answers and ratings, as sums over products of two of them: all that a driver analysis needs of answers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import numpy.typing as npt
import pandas as pd

from dashboard.queries.builds import Build
from dashboard.queries.where import Where
from dashboard.slices import Period, add_months

PART_OF_THE_MEASURE = ("journey", "touchpoint")
"""They say which touchpoints are meant and narrow no responses: a touchpoint belongs to one journey."""
MOST_GROUPS = 1_000
"""Groups of responses that leave the database, however many responses there are."""
LEAST_GROUPS = 30
"""Of fewer placements and quarters the facts are read, in as many groups of responses as there may be."""
_NUMBERS = (
    "responses",
    "first_sum",
    "second_sum",
    "product_sum",
    "first_squared_sum",
    "second_squared_sum",
    "first_sum_at_pain",
    "first_sum_at_top",
    "both_pain",
    "pain_and_top",
    "top_and_pain",
    "both_top",
)
Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Asked:
    """The touchpoints of one journey ('' those of none) that a survey's respondents rate, the most rated first."""

    journey_id: str
    touchpoints: tuple[str, ...]
    ratings: int


@dataclass(frozen=True)
class Products:
    """Rows of sums per unit group, year, group of responses and two questions (``first_place`` and
    ``second_place`` in ``touchpoints``, from 1; 0 is the recommend question)."""

    frame: pd.DataFrame
    touchpoints: tuple[str, ...]
    read_facts: bool

    def of(self, unit: str | None = None, year: int | None = None) -> Sums:
        """The sums of one unit group or one year, or of all rows; groups of responses stand apart."""
        frame = self.frame
        if unit is not None:
            frame = frame[frame["unit_id"] == unit]
        if year is not None:
            frame = frame[frame["year"] == year]
        return _sums(frame, len(self.touchpoints))

    @property
    def years(self) -> tuple[int, ...]:
        """The calendar years that hold responses."""
        return tuple(sorted(set(self.frame["year"].tolist())))

    @property
    def units(self) -> dict[str, int]:
        """The unit groups that hold responses, with how many."""
        of_answers = self.frame[(self.frame["first_place"] == 0) & (self.frame["second_place"] == 0)]
        counted = of_answers.groupby("unit_id")["responses"].sum()
        return dict(zip(counted.index.tolist(), counted.tolist(), strict=True))


@dataclass(frozen=True)
class Sums:
    """What ``stats.summed_drivers`` takes: ``products`` and ``marks`` per group of responses, ``squares`` of all."""

    products: Floats
    marks: Floats
    squares: Floats

    @property
    def groups(self) -> int:
        """Groups of responses that hold any."""
        return len(self.products)

    @property
    def responses(self) -> int:
        return int(self.products[:, 0, 0].sum())

    def ratings(self, place: int) -> int:
        """How many rated the touchpoint at a place."""
        return int(self.products[:, 2 + 2 * place, 2 + 2 * place].sum())

    def only(self, places: Sequence[int]) -> Sums:
        """Of some touchpoints alone; the responses stay the same."""
        columns = [0, 1, *(column for place in places for column in (2 + 2 * place, 3 + 2 * place))]
        kept = [0, *(1 + place for place in places)]
        return Sums(
            self.products[:, columns][:, :, columns],
            self.marks[:, columns][:, :, columns],
            self.squares[np.ix_(kept, kept)],
        )


def asked_touchpoints(build: Build, survey: str, kind: str) -> tuple[Asked, ...]:
    """Which touchpoints of which journeys are rated in a survey, of all time and the whole bank; most ratings first."""
    rows = build.records("drivers/asked", {"survey": survey, "kind": kind})
    journeys: dict[str, list[tuple[str, int]]] = {}
    for row in rows:
        journeys.setdefault(row["journey_id"], []).append((row["touchpoint_id"], int(row["ratings"])))
    found = [
        Asked(journey, tuple(name for name, _ in steps), sum(ratings for _, ratings in steps))
        for journey, steps in journeys.items()
    ]
    return tuple(sorted(found, key=lambda each: (-each.ratings, each.journey_id)))


def by_group(build: Build, asked: Where, kind: str, journey: str, rated: Sequence[str], period: Period) -> Products:
    """Sums over the responses of a period that answered the recommend question and rated any touchpoint of ``journey``,
    for the touchpoints ``rated`` (each on the scale that most of its ratings were given on).

    The mart, in groups of placement and quarter, where it answers exactly: no crossing dimension, whole quarters, and
    at least ``LEAST_GROUPS`` groups per unit; else the facts, in groups of responses by chance, the same each time.
    """
    until = min(period.end - timedelta(days=1), asked.as_of)
    more = {"kind": kind, "of_journey": journey, "rated": list(rated), "most_groups": MOST_GROUPS}
    parameters = asked.parameters(PART_OF_THE_MEASURE, **more)
    touchpoints = tuple(rated)
    if not asked.crossing(PART_OF_THE_MEASURE) and _is_whole(build, asked, period, until):
        days = {"first_day": _quarter(period.first), "last_day": _quarter(until)}
        found = Products(build.rows("drivers/by_quarter", {**parameters, **days}), touchpoints, False)
        groups = found.frame.groupby("unit_id")["response_group"].nunique()
        if groups.empty or int(groups.min()) >= LEAST_GROUPS:
            return found
    days = {"from_on": period.first, "to_on": until}
    return Products(build.rows("drivers/from_facts", {**parameters, **days}), touchpoints, True)


def _quarter(day: date) -> date:
    return date(day.year, day.month - (day.month - 1) % 3, 1)


def _is_whole(build: Build, asked: Where, period: Period, until: date) -> bool:
    """Whether the days of the period, as far as there are any, are those of whole quarters."""
    months = [row["month"] for row in build.records("catalogue/months") if row["survey_id"] == asked.survey]
    if not months:
        return True
    begun = max(min(months), _quarter(period.first))
    over = min(add_months(_quarter(until), 3) - timedelta(days=1), asked.data_until)
    return period.first <= begun and over <= until


def _sums(frame: pd.DataFrame, touchpoints: int) -> Sums:
    groups, at = np.unique(frame["response_group"].to_numpy(np.int64), return_inverse=True)
    one, other = (frame[f"{which}_place"].to_numpy(np.int64) for which in ("first", "second"))
    column = {name: frame[name].to_numpy(np.float64) for name in _NUMBERS}
    width = 2 + 2 * touchpoints

    def filled(names: tuple[str, ...]) -> Floats:
        """The matrices of two columns per question, by the products of the first one's and the second one's."""
        cells, amounts = [], []
        for number, name in enumerate(names):
            first, second = 2 * one + number // 2, 2 * other + number % 2
            cells += [(at * width + first) * width + second, ((at * width + second) * width + first)[apart]]
            amounts += [column[name], column[name][apart]]
        found = np.bincount(np.concatenate(cells), np.concatenate(amounts), len(groups) * width * width)
        return np.asarray(found, dtype=np.float64).reshape(len(groups), width, width)

    apart = one != other  # two questions stand in one order only
    products = filled(("responses", "second_sum", "first_sum", "product_sum"))
    marks = filled(("both_pain", "pain_and_top", "top_and_pain", "both_top"))
    _marks_of_the_answer(marks, products, at, one, other, column)
    squares = np.zeros((1 + touchpoints,) * 2)
    np.add.at(squares, (one, other), column["first_squared_sum"])
    np.add.at(squares, (other[apart], one[apart]), column["second_squared_sum"][apart])
    return Sums(products, marks, squares)


def _marks_of_the_answer(
    marks: Floats,
    products: Floats,
    at: npt.NDArray[np.int64],
    one: npt.NDArray[np.int64],
    other: npt.NDArray[np.int64],
    column: dict[str, Floats],
) -> None:
    """Fills in the rows and columns of 1 and of the outcome: the counts of marks, and the outcome's sums at them."""
    marks[:, :2, :2] = products[:, :2, :2]
    diagonal = np.einsum("bii->bi", marks)
    marks[:, 0, 2:] = marks[:, 2:, 0] = diagonal[:, 2:]
    is_answer = (one == 0) & (other > 0)
    for offset, name in ((0, "first_sum_at_pain"), (1, "first_sum_at_top")):
        places = 2 * other[is_answer] + offset
        np.add.at(marks, (at[is_answer], 1, places), column[name][is_answer])
        np.add.at(marks, (at[is_answer], places, 1), column[name][is_answer])
