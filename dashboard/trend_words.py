"""Words of a trend: its finding, and what one of its points is called."""

from __future__ import annotations

from datetime import date

from dashboard.slices import MONTHS_OF, Period, add_months
from dashboard.values import Answer
from dashboard.views import View

MOST_NAMED = 3
"""Points that signal and are named in a title, the latest."""


def control(answer: Answer, view: View, told: str) -> str:
    """The title of a control chart: ``told``, what is said of the period, and which of its points signal."""
    if not answer.chart["is_enough"]:
        return view.text("{finding}; too few points for control limits", finding=told)
    period = answer.footer.period
    days = sorted({date.fromisoformat(day) for day, _ in answer.chart["signals"]})
    recent = [day for day in days if period is not None and period.first <= day < period.end]
    if recent:
        named = view.text(", ").join(moment(day, answer, view) for day in recent[-MOST_NAMED:])
        return view.text("{finding}; signal in {months}", finding=told, months=named)
    if days:
        return view.text("{finding}; no signal in this period", finding=told)
    words = {
        "week": view.text("{finding}; every week within ordinary scatter", finding=told),
        "quarter": view.text("{finding}; every quarter within ordinary scatter", finding=told),
        "year": view.text("{finding}; every year within ordinary scatter", finding=told),
    }
    within = view.text("{finding}; every month within ordinary scatter", finding=told)
    return words.get(str(answer.chart.get("step")), within)


def moment(day: date, answer: Answer, view: View) -> str:
    """A point of a control chart by its first day, as briefly as its step allows."""
    step = str(answer.chart.get("step", "month"))
    if step == "week":
        return view.text("the week from {day}", day=view.day(day))
    return view.period(Period(day, add_months(day, MONTHS_OF[step] - 1)))
