"""Did as many answers come as were to be expected: by month, from the weekdays and seasons of the months before."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd

from dashboard import gate
from dashboard.answers.kinds import Plain
from dashboard.answers.once import once
from dashboard.answers.question import ask, month_of, number_of, numbers_of
from dashboard.queries import provenance
from dashboard.queries.builds import Build
from dashboard.scopes import Scope
from dashboard.slices import Slice
from dashboard.stats import control, volume
from dashboard.values import Answer

MOST_MONTHS = 36


@once
def by_month(build: Build, chosen: Slice, scope: Scope) -> Answer:
    """Answers of a survey in the whole bank by month, up to 36 months to the period's end, with what was expected.

    values: keys (("month", iso),), plain counts. chart as in ``trend.control``: ``months``, ``centre`` (expected),
    ``lower``, ``upper`` (None where the past is too short), ``signals``, ``is_enough``, ``sigma_z``. A month that is
    not over is expected by the days it has had. Units and filters do not narrow it.
    """
    whole = Slice(chosen.survey, chosen.period, chosen.as_of)
    question = ask("data.volume", "responses", build, whole, scope)
    if question.survey is None or question.period is None:
        return question.nothing("no_responses")
    found = provenance.volume(build, question.survey.survey_id)
    found = found[found["responded_on"] <= pd.Timestamp(question.where.as_of)]
    if found.empty:
        return question.nothing("no_responses")
    days = pd.date_range(found["responded_on"].min(), _last_day(question.where.as_of, question.period.end))
    counted = found.set_index("responded_on")["responses"].reindex(days, fill_value=0)
    months = numbers_of(days)
    known = volume.expected_by_month(counted.to_numpy(), np.asarray(days.day_of_week), months)
    exposure = known.expected.filled(0.0)
    has_expected = exposure > 0
    chart = control.u_chart(np.where(has_expected, known.observed, 0.0), exposure, per=1.0)
    last = number_of(question.period.last)
    kept = [at for at, number in enumerate(known.months.tolist()) if last - MOST_MONTHS < number <= last]
    isos = tuple(month_of(int(known.months[at])).isoformat() for at in kept)
    values = gate.release(
        question.measure,
        [(("month", iso),) for iso in isos],
        Plain(*(known.observed[kept], [None] * len(kept), [None] * len(kept), known.observed[kept])),
        question.rules,
        scope,
    )
    signals = [
        (iso, "beyond_limit")
        for iso, at in zip(isos, kept, strict=True)
        if chart.is_enough and has_expected[at] and not _is_within(chart, at)
    ]
    return question.answer(
        values,
        chart={
            "months": isos,
            "centre": tuple(_times(chart.centre, exposure[at]) for at in kept),
            "lower": tuple(_times(_at(chart.lower, at), exposure[at]) for at in kept),
            "upper": tuple(_times(_at(chart.upper, at), exposure[at]) for at in kept),
            "signals": tuple(signals),
            "is_enough": chart.is_enough,
            "sigma_z": chart.sigma_z,
            "events": (),
            "targets": (),
        },
    )


def _last_day(as_of: date, end: date) -> pd.Timestamp:
    return min(pd.Timestamp(as_of), pd.Timestamp(end) - pd.Timedelta(days=1))


def _is_within(chart: control.ControlChart, at: int) -> bool:
    low, value, high = _at(chart.lower, at), _at(chart.values, at), _at(chart.upper, at)
    return low is None or value is None or high is None or low <= value <= high


def _at(series: np.ma.MaskedArray, at: int) -> float | None:
    return None if np.ma.getmaskarray(series)[at] else float(series[at])


def _times(number: float | None, exposure: float) -> float | None:
    return None if number is None or exposure <= 0 else number * exposure
