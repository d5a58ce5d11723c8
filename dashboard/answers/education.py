"""Education events: how many, whom they reached for the number of customers, over time, and which units held none."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import numpy as np
import pandas as pd

from dashboard.answers.cells import numbered, tally
from dashboard.answers.once import once
from dashboard.answers.question import NOT_RECORDED_ID, Question, ask, month_of, number_of, numbers_of
from dashboard.queries import activities
from dashboard.queries.builds import Build
from dashboard.queries.happenings import events
from dashboard.queries.where import TooFineError
from dashboard.scopes import Scope
from dashboard.slices import Period, Slice, add_months
from dashboard.stats import per_case, rates
from dashboard.values import Answer, Key, Released

RATE = "reached_per_10k"
MOST_MONTHS = 24
"""Longer periods are drawn by quarters."""
EDUCATION = "education"


@once
def how_many(build: Build, chosen: Slice, scope: Scope) -> Answer:
    """How many events were held in the period, whom did they reach, and how many for every 10,000 customers?

    values: keys (("activity", "events" | "people"),), counts; then (("per", "customers"),) with its interval, over the
    months with customers. chart: ``uncounted``, events without a number of people; ``by_form``, form -> events.
    """
    question = ask("education.how_many", EDUCATION, build, chosen, scope)
    frame, why = held(question)
    if frame is None:
        return why
    one = np.zeros(len(frame), dtype=np.int64)
    values = list(question.release([(("activity", "events"),)], question.kind.sum(frame, one, 1), parts=[{}]))
    people = question.of_measure("people_reached")
    values += people.release([(("activity", "people"),)], people.kind.sum(frame, one, 1), parts=[{}])
    exposed = _customers(question)
    values += _rates(question, frame, one, exposed["customers"].sum(), [(("per", "customers"),)])
    by_form = frame.groupby("form")["events"].sum()
    return question.answer(
        values,
        chart={
            "decimals": 1,
            "base_label": question.catalogue.measures[RATE].base_label,
            "uncounted": int((frame["events"] - frame["events_counted"]).sum()),
            "by_form": {str(form): int(count) for form, count in by_form.items()},
        },
    )


@once
def groups(build: Build, chosen: Slice, scope: Scope) -> Answer:
    """How many people of each group were reached in the period?

    values: keys (("group_reached", id),), people with their ``events`` as a part, in the register's order, what names
    no group ("") last. chart: ``rates``, aligned with values, for every 10,000 customers of all kinds a month as
    Released, None without customers; ``total`` people.
    """
    question = ask("education.groups", "people_reached", build, chosen, scope, by="group_reached")
    frame, why = held(question)
    if frame is None:
        return why
    ids = _in_order(question, frame["group"])
    codes = numbered(frame["group"].tolist(), {each: at for at, each in enumerate(ids)})
    keys: list[Key] = [(("group_reached", each),) for each in ids]
    held_events = tally(codes, frame["events"].to_numpy(float), len(ids))
    values = question.release(
        keys, question.kind.sum(frame, codes, len(ids)), parts=[{"events": count} for count in held_events.tolist()]
    )
    exposed = float(_customers(question.of_measure("people_reached"))["customers"].sum())
    told = {value.key: value for value in _rates(question, frame, codes, exposed, keys)}
    return question.answer(
        values,
        chart={"rates": tuple(told.get(key) for key in keys), "total": int(frame["reached"].sum())},
    )


@once
def over_time(build: Build, chosen: Slice, scope: Scope) -> Answer:
    """How many people were reached in each month (quarter of a period beyond two years), and when were campaigns?

    values: keys (("month", day),) or (("quarter", q),), people with their ``events`` as a part; none is 0 in a month
    between others. chart: ``days``, the first day of each; ``campaigns``, the education campaigns of the period.
    """
    question = ask("education.over_time", "people_reached", build, chosen, scope)
    frame, why = held(question)
    if frame is None or question.period is None:
        return why
    length = 1 if question.period.months <= MOST_MONTHS else 3
    frame = question.read.frame
    number = question.months - question.months % length
    inside = question.inside(question.period)
    first = number_of(question.period.first)
    starts = np.arange(first - first % length, number_of(question.period.last) + 1, length)
    codes = np.where(inside, (number - starts[0]) // length, -1)
    days = [month_of(int(start)) for start in starts]
    keys: list[Key] = [
        (("month", day.isoformat()),) if length == 1 else (("quarter", str(Period(day, add_months(day, 2)))),)
        for day in days
    ]
    held_events = tally(codes[inside], frame["events"].to_numpy(float)[inside], len(starts))
    values = question.release(
        keys,
        question.kind.sum(frame, codes, len(starts)),
        parts=[{"events": count} for count in held_events.tolist()],
    )
    happened = events(build, question.where, question.period)
    return question.answer(
        values,
        chart={
            "days": tuple(day.isoformat() for day in days),
            "campaigns": tuple(event for event in happened if event.kind == EDUCATION),
            "months_of_a_step": length,
        },
        notes=("cut_by_period",) if _is_cut(question.period, length) else (),
    )


@once
def across(build: Build, chosen: Slice, scope: Scope) -> Answer:
    """Which unit reached whom, for its size?

    values: keys (("unit", id), ("group_reached", id)), people for every 10,000 customers of the unit a month, with the
    interval; people as they are where the unit's customers are not recorded (``is_rate`` False: of none). Pairs without
    an event have no value. chart: ``rows``, units in tree order, those without any event too, and ``columns``, groups;
    ``held``, (unit, group) -> (events, people); ``own_units``; ``all``, the rate of each group of all of them together.
    """
    question = ask("education.across", "people_reached", build, chosen, scope, by="unit")
    frame, why = held(question)
    if frame is None or question.period is None:
        return why
    order = {each: at for at, each in enumerate(question.catalogue.unit)}
    where = question.where
    of_period = _open_in(question, {*where.shown_units, *where.own_units}, question.period)
    present = set(frame["group"])
    rows = sorted((of_period - set(where.own_units)) | present, key=lambda unit: order.get(unit, len(order)))
    columns = _in_order(question, frame["group_reached"])
    exposed = _customers(question).groupby("group")["customers"].sum()
    pairs = [(row, column) for row in rows for column in columns]
    codes = numbered(
        zip(frame["group"], frame["group_reached"], strict=True), {pair: at for at, pair in enumerate(pairs)}
    )
    counts, people = (tally(codes, frame[name].to_numpy(float), len(pairs)) for name in ("events", "reached"))
    keys: list[Key] = [(("unit", row), ("group_reached", column)) for row, column in pairs]
    is_rate = not exposed.empty
    customers = np.array([float(exposed.get(row, 0.0)) for row, _ in pairs])
    if is_rate:
        found = _rates(question, frame, codes, customers, keys)
    else:
        told = question.release(keys, question.kind.sum(frame, codes, len(keys)), parts=[{}] * len(keys))
        found = tuple(value for value, count in zip(told, counts, strict=True) if count)
    measure = question.catalogue.measures[RATE]
    return question.answer(
        found,
        chart={
            "rows": tuple(rows),
            "columns": tuple(columns),
            "held": {pair: (int(counts[at]), int(people[at])) for at, pair in enumerate(pairs) if counts[at]},
            "is_rate": is_rate,
            "own_units": tuple(unit for unit in where.own_units if unit in present),
            **({"unit": measure.unit, "decimals": measure.decimals} if is_rate else {}),
            **({"share_rule": measure.interval_rule, "base_label": measure.base_label} if is_rate else {}),
        },
        labels={("unit", row): question.catalogue.called(row) for row in rows}
        | {("group_reached", each): question.label("group_reached", each) or (each, each) for each in columns}
        | {("measure", RATE): measure.names},
    )


@once
def none_held(build: Build, chosen: Slice, scope: Scope) -> Answer:
    """Which units without units below held no event of their own in the period, and how many would still fit that?

    values: keys (("unit", id),): 0 events, with the upper bound of how many a unit like it would hold in such a period.
    chart: ``looked_at``, units that were open in the period, of those that may be named.
    """
    question = ask("education.none_held", EDUCATION, build, chosen, scope)
    frame, why = held(question, needs_some=False)
    if frame is None or question.period is None:
        return why
    leaves = _open_in(question, _leaves(question), question.period)
    found = activities.held(build, question.where, question.period.first, question.period.end - timedelta(days=1))
    idle = [unit for unit in question.catalogue.unit if unit in leaves and unit not in found]
    if not idle:
        return question.nothing("all_held_some")
    zeros = np.zeros(len(idle))
    estimate = rates.estimate(zeros, zeros + 1.0, per=1.0)
    keys: list[Key] = [(("unit", unit),) for unit in idle]
    blank = pd.DataFrame({"events": zeros, "is_freer": False})
    cells = question.kind.sum(blank, np.arange(len(idle)), len(idle))
    return question.answer(
        question.release(keys, cells, estimate, parts=[{}] * len(idle)),
        chart={"looked_at": len(leaves), "decimals": 1, "share_rule": "byar"},
    )


def held(question: Question, *, needs_some: bool = True) -> tuple[pd.DataFrame | None, Answer]:
    """The events of the period, or the answer that says why there are none."""
    if (missing := question.absent()) is not None or question.period is None:
        return None, question.nothing(missing or "no_education")
    try:
        frame = question.read.frame[question.inside(question.period)]
    except TooFineError as fault:
        return None, question.nothing("cut_too_fine", fault.widen)
    return (None if frame.empty and needs_some else frame), question.nothing("no_education")


def _is_cut(period: Period, length: int) -> bool:
    """Whether the first or the last quarter lies only partly in the period."""
    return bool(number_of(period.first) % length or (number_of(period.last) + 1) % length)


def _customers(question: Question) -> pd.DataFrame:
    """The customers of the period's months, by group where the question is by unit."""
    frame = activities.customers(question.build, question.where)
    if question.period is None:
        return frame
    months = numbers_of(frame["month"])
    return frame[(months >= number_of(question.period.first)) & (months <= number_of(question.period.last))]


def _rates(
    question: Question, frame: pd.DataFrame, codes: Any, customers: Any, keys: list[Key]
) -> tuple[Released, ...]:
    """People for every 10,000 customers a month, of the cells in which anybody was reached and customers are known."""
    people, squares = (tally(codes, frame[name].to_numpy(float), len(keys)) for name in ("reached", "reached_squares"))
    exposed = np.broadcast_to(np.asarray(customers, dtype=float), people.shape)
    is_known = (exposed > 0) & (people > 0)
    if not is_known.any():
        return ()
    estimate = per_case.reached(people[is_known], squares[is_known], exposed[is_known])
    named = [key for key, known in zip(keys, is_known.tolist(), strict=True) if known]
    blank = pd.DataFrame({"events": 0.0, "reached": 0.0, "is_freer": False}, index=range(len(named)))
    cells = question.kind.sum(blank, np.arange(len(named)), len(named))
    return question.release(named, cells, estimate, measure=question.catalogue.measures[RATE], parts=[{}] * len(named))


def _in_order(question: Question, members: pd.Series) -> list[str]:
    """The groups that there are, in the register's order, "" last."""
    present = {str(each) for each in members}
    named = [each for each in question.catalogue.members.get("group_reached", {}) if each in present]
    return [*named, *sorted(present - set(named) - {NOT_RECORDED_ID}), *([""] if NOT_RECORDED_ID in present else [])]


def _open_in(question: Question, units: set[str], period: Period) -> set[str]:
    """Those of the units that were open at some time in a period."""
    known = question.catalogue.unit
    return {
        unit
        for unit in units
        if unit in known
        and not ((opened := known[unit].opened_on) is not None and opened >= period.end)
        and not ((closed := known[unit].closed_on) is not None and closed < period.first)
    }


def _leaves(question: Question) -> set[str]:
    """Units without units below, at or below the chosen ones, that may be named."""
    children = question.catalogue.children
    waiting = list(question.chosen.units or children.get(None, ()))
    found = set()
    while waiting:
        unit = waiting.pop()
        below = children.get(unit, ())
        waiting += below
        found |= set() if below else {unit}
    return found
