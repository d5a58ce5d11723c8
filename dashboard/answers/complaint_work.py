"""Where does the work on open complaints lie: by unit, by line, by how far they are, by how old they are?"""

from __future__ import annotations

import pandas as pd

from dashboard.answers.complaint_clock import STAGES, STATES, open_ones, standing
from dashboard.answers.complaints import counted
from dashboard.answers.once import once
from dashboard.answers.question import NOT_RECORDED_ID, ask
from dashboard.queries.builds import Build
from dashboard.queries.complaints import HEAPED_BY
from dashboard.scopes import Scope
from dashboard.slices import Slice
from dashboard.values import Answer, Key

AGES = {"to_7": 7, "to_15": 15, "to_30": 30, "to_60": 60, "over_60": None}
"""Bands of age in days: up to so many; the last has no end."""


@once
def heaped(heap: str, build: Build, chosen: Slice, scope: Scope) -> Answer:
    """Open complaints on the as-of day, whenever received, by one of ``HEAPED_BY`` and by how they stand.

    values: keys ((heap, id), ("state", s)), counts, those that are there; heaps with most overdue first, stages and
    ages in their order. Units that may not be named are left out. chart: ``heap``; ``heaps``, the ids in order;
    ``states``, those there are. One by one: a drill-down that reads the complaints themselves. ValueError for an
    unknown heap.
    """
    if heap not in HEAPED_BY:
        raise ValueError(f"open complaints are not told by {heap!r}; they are by {', '.join(HEAPED_BY)}")
    question = ask("complaints.heaped", "complaints", build, chosen, scope)
    found, why = open_ones(question)
    if found is None:
        return why
    frame = standing(found, pd.Timestamp(question.where.as_of))
    frame = frame.assign(age=frame["age_days"].map(age_of), reached=frame["stage"], unit=frame["unit_id"])
    frame = frame[frame["unit"] != ""] if heap == "unit" else frame
    if frame.empty:
        return question.nothing("nothing_open")
    table = frame.assign(line=frame["line"].fillna(NOT_RECORDED_ID)).groupby([heap, "state"]).size()
    heaps = _in_order(heap, frame)
    states = [state for state in STATES if (frame["state"] == state).any()]
    pairs = [(each, state) for each in heaps for state in states if table.get((each, state), 0)]
    keys: list[Key] = [((heap, each), ("state", state)) for each, state in pairs]
    return question.answer(
        counted(question, keys, [float(table[pair]) for pair in pairs]),
        chart={"heap": heap, "heaps": tuple(heaps), "states": tuple(states)},
        notes=("whenever_received",),
    )


def age_of(days: int) -> str:
    """The band of an age.

    >>> age_of(7), age_of(8), age_of(61)
    ('to_7', 'to_15', 'over_60')
    """
    return next(band for band, most in AGES.items() if most is None or days <= most)


def _in_order(heap: str, frame: pd.DataFrame) -> list[str]:
    present = set(frame[heap])
    for order in (STAGES, tuple(AGES)):
        if present <= set(order):
            return [each for each in order if each in present]
    late = frame["state"].isin(("overdue_legal", "overdue_house"))
    ranked = frame.assign(late=late).groupby(heap)["late"].agg(["sum", "size"])
    return [str(each) for each in ranked.sort_values(["sum", "size"], ascending=False, kind="stable").index]
