"""What customers wanted of the bank, counted apart; and whether fewer complaints only mean that a channel closed."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from dashboard.answers.complaints import rate_of
from dashboard.answers.kinds import Plain
from dashboard.answers.once import once
from dashboard.answers.question import Question, ask, month_of, number_of, numbers_of
from dashboard.queries import complaints
from dashboard.queries.builds import Build
from dashboard.queries.contacts import KIND, KINDS
from dashboard.queries.where import TooFineError
from dashboard.scopes import Scope
from dashboard.slices import Slice
from dashboard.stats import closings, families
from dashboard.stats.constants import PER_10K, POINTS
from dashboard.values import Answer, ChangeCode, Key, Released, Verdict

Series = npt.NDArray[np.float64]
PARTS = ("contacts", "complaints", "elsewhere")
"""What is compared around a closing: all contacts, all complaints, and the complaints of all other channels."""


@once
def by_kind(build: Build, chosen: Slice, scope: Scope) -> Answer:
    """How many enquiries, complaints, suggestions and words of praise came in the period, and how many per customer?

    values: keys (("kind", k),), counts, all four kinds, 0 where nothing of the kind came; then (("kind", k),
    ("per", "customers")), per 10,000 customers a month with Byar's interval, over the months with customers; without
    any only the counts.
    """
    question = ask("contacts.by_kind", "contacts", build, chosen, scope, by=KIND)
    if (missing := question.absent()) is not None or question.period is None:
        return question.nothing(missing or "no_contacts")
    try:
        frame = question.read.frame[question.inside(question.period)]
    except TooFineError as fault:
        return question.nothing("cut_too_fine", fault.widen)
    if frame.empty:
        return question.nothing("no_contacts")
    summed = question.kind.sum(frame, np.array([KINDS.index(each) for each in frame["group"]]), len(KINDS))
    keys: list[Key] = [((KIND, each),) for each in KINDS]
    values = list(question.release(keys, summed))
    customers = complaints.exposures(build, question.where).set_index("month")["customers"]
    known = frame[frame["month"].map(customers).fillna(0) > 0]
    at = float(customers[customers.index.isin(known["month"])].sum())
    if at:
        measure = replace(question.measure, unit="per_10k", decimals=2, base_of="customer_months", interval_rule="byar")
        measure = replace(measure, measure="contacts_per_10k")
        sums = known.groupby("group")["contacts"].sum()
        for place, each in enumerate(KINDS):
            one = question.kind.sum(frame, np.where(frame["group"] == each, 0, -1), 1)
            told = rate_of(float(sums.get(each, 0)), at, PER_10K)
            values += question.release([(*keys[place], ("per", "customers"))], one, told, measure=measure, parts=[{}])
    return question.answer(
        values,
        chart={"share_rule": "byar"},
        labels={("measure", "contacts_per_10k"): ("每万客户月件数", "Per 10,000 customers a month")},
    )


@dataclass(frozen=True, eq=False)
class Around:
    """Months before and after a closing, and what is divided by in each."""

    before: slice
    after: slice
    customers: Series

    def shift(self, series: Series) -> closings.Shift | None:
        return closings.shift(
            series[self.before], self.customers[self.before], series[self.after], self.customers[self.after]
        )


@once
def closed(build: Build, chosen: Slice, scope: Scope) -> Answer:
    """Did a channel close, and are there fewer complaints since because of that?

    A channel closed where its contacts (where there are none, its complaints) stop for two months or more up to the end
    of the period. values: keys (("channel", c), ("what", p)) of ``PARTS``, per customer after against before, as a
    change in per cent with its interval (quasi-Poisson); after: the months since, at most twelve; before: the same
    months a year earlier, where there are no records of those as many months just before. verdicts: change, aligned,
    one Benjamini–Hochberg family of all parts of all closed channels. chart: ``closed``, one entry per channel:
    ``channel``, ``from_month``, ``before`` and ``after`` (first and last month), ``is_flagged``: complaints fell, and
    those of the other channels did not, so that the fall follows the channel; ``is_moved``: those of the others rose.
    no_closing where no channel closed.
    """
    question = ask("contacts.closed", "complaints", build, chosen, scope, by="channel")
    if (missing := question.absent()) is not None or question.period is None:
        return question.nothing(missing or "no_complaints")
    other = ask("contacts.closed", "contacts", build, chosen, scope, by="channel")
    try:
        complained = _table(question.read.frame, "complaints", question)
        contacted = _table(other.read.frame, "contacts", question) if other.absent() is None else None
    except TooFineError as fault:
        return question.nothing("cut_too_fine", fault.widen)
    known = complained if contacted is None else contacted
    if complained.empty or known.empty:
        return question.nothing("no_closing")
    known = known.reindex(columns=complained.columns, fill_value=0.0)
    first = [(each, closings.stopped_from(known.loc[each].to_numpy(float))) for each in known.index if each]
    found = [(str(each), place) for each, place in first if place is not None]
    if not found:
        return question.nothing("no_closing")
    exposed = complaints.exposures(build, question.where).set_index("month")
    months = pd.DatetimeIndex([pd.Timestamp(month_of(int(number))) for number in complained.columns])
    customers = exposed["customers"].reindex(months).fillna(0.0).to_numpy(float)
    volume = exposed["contacts"].reindex(months).fillna(0.0).to_numpy(float)
    of_contacts = volume if contacted is None else known.sum(axis=0).to_numpy(float)
    rows: list[tuple[Key, closings.Shift, float]] = []
    told: list[dict[str, Any]] = []
    for channel, place in found:
        around = _around(place, customers)
        own = complained.loc[channel].to_numpy(float) if channel in complained.index else np.zeros(len(months))
        whole = complained.sum(axis=0).to_numpy(float)
        for part, series in zip(PARTS, (of_contacts, whole, whole - own), strict=True):
            if (shifted := around.shift(series)) is not None:
                base = float(series[around.before].sum() + series[around.after].sum())
                rows.append(((("channel", channel), ("what", part)), shifted, base))
        told.append(_told(channel, place, around, [int(number) for number in complained.columns]))
    family = families.benjamini_hochberg([shifted.p_value for _, shifted, _ in rows], what="parts of closed channels")
    values = [value for row in rows for value in _released(question, *row)]
    verdicts = [_verdict(shifted, bool(stands)) for (_, shifted, _), stands in zip(rows, family.stands, strict=True)]
    codes = {value.key: verdict.code for value, verdict in zip(values, verdicts, strict=True)}
    for each in told:
        whole_code, rest = (codes.get((("channel", each["channel"]), ("what", part))) for part in PARTS[1:])
        each["is_flagged"] = whole_code == "fell" and rest != "fell"
        each["is_moved"] = rest == "rose"
    return question.answer(
        values,
        verdicts,
        chart={
            "unit": "relative_pct",
            "decimals": 1,
            "base_label": ("件", "cases"),
            "share_rule": "quasi_poisson",
            "closed": tuple(told),
        },
        comparisons=family.looked_at,
        labels={
            ("channel", each["channel"]): names
            for each in told
            if (names := question.label("channel", each["channel"]))
        },
    )


def _table(frame: pd.DataFrame, column: str, question: Question) -> pd.DataFrame:
    """Channels down, every month from the first with a record to the end of the period across; 0 where nothing came."""
    if question.period is None:
        raise ValueError("a question without a period has no months")
    given = frame.assign(number=numbers_of(frame["month"]), **{column: frame[column].astype(float)})
    last = min(number_of(question.period.last), int(given["number"].max()) if len(given) else 0)
    given = given[(given["number"] <= last) & (given[column] > 0)]
    if given.empty:
        return pd.DataFrame()
    table = given.pivot_table(index="group", columns="number", values=column, aggfunc="sum", fill_value=0.0)
    return table.reindex(columns=range(int(given["number"].min()), last + 1), fill_value=0.0)


def _around(place: int, customers: Series) -> Around:
    """The months compared: since the closing, against the same a year earlier or the ones just before it."""
    after = min(len(customers) - place, closings.COMPARED_MONTHS)
    begin = place - 12 if place >= 12 else max(0, place - after)
    length = after if place >= 12 else place - begin
    is_known = bool((customers[begin:] > 0).all())
    at = customers if is_known else np.ones(len(customers))
    return Around(slice(begin, begin + length), slice(place, place + after), at)


def _told(channel: str, place: int, around: Around, numbers: list[int]) -> dict[str, Any]:
    def span(months: slice) -> tuple[date, date]:
        inside = numbers[months]
        return month_of(inside[0]), month_of(inside[-1])

    found = {"channel": channel, "from_month": month_of(numbers[place])}
    return {**found, "before": span(around.before), "after": span(around.after)}


def _released(question: Question, key: Key, shifted: closings.Shift, base: float) -> tuple[Released, ...]:
    measure = replace(question.measure, measure=f"shift_of_{key[1][1]}", unit="pct", decimals=1)
    ratio, low, high = (np.array([POINTS * (each - 1.0)]) for each in (shifted.ratio, shifted.low, shifted.high))
    frame = pd.DataFrame({"complaints": [base], "merged_complaints": 0.0, "valid_complaints": 0.0, "is_freer": False})
    one = question.kind.sum(frame, np.zeros(1, dtype=np.int64), 1)
    told = Plain(ratio, low, high, np.array([base]))
    return question.release([key], one, told, measure=measure, parts=[{}])


def _verdict(shifted: closings.Shift, stands: bool) -> Verdict:
    code: ChangeCode = "no_clear_change" if not stands else "fell" if shifted.ratio < 1 else "rose"
    low, high = (POINTS * (each - 1.0) for each in (shifted.low, shifted.high))
    return Verdict("change", code, "before_closing", POINTS * (shifted.ratio - 1.0), low, high, shifted.p_value)
