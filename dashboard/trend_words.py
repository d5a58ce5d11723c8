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
    told = new_level(answer, view, told)
    if not answer.chart["is_enough"]:
        return view.text("{finding}; too few points for control limits", finding=told)
    if is_young(answer):
        return view.text("{finding}, too few months since then for control limits", finding=told)
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


def new_level(answer: Answer, view: View, told: str) -> str:
    """The title of a trend, with the month since which its limits are those of a new level."""
    levels = answer.chart.get("baselines", ())
    if not levels:
        return told
    month = view.month(date.fromisoformat(levels[-1]))
    return view.text("{finding}; new level since {month}", finding=told, month=month)


def is_young(answer: Answer) -> bool:
    """Whether the newest level has too few months for limits of its own: then nothing is said to lie within them."""
    return bool(answer.chart.get("baselines")) and all(
        limit is None
        for month, limit in zip(answer.chart["months"], answer.chart["lower"], strict=True)
        if month >= answer.chart["baselines"][-1]
    )


def levels(answer: Answer, view: View) -> tuple[str, ...]:
    """Every new level in force: since when, accepted by whom, and why."""
    return tuple(
        view.text(
            "New level since {month}, accepted by {who} on {day}: {reason}",
            month=view.month(each.from_month),
            who=each.made_by,
            day=view.day(date.fromisoformat(each.made_at[:10])),
            reason=each.reason,
        )
        for each in answer.chart.get("accepted", ())
    )


def proposal(answer: Answer, view: View) -> str:
    """That a run still stands and since when; empty where none does."""
    found = answer.chart.get("proposal")
    if found is None:
        return ""
    month, points = view.month(date.fromisoformat(found["from_month"])), view.number(found["points"])
    if found["side"] == "above":
        return view.text(
            "{points} values in a row lie above the centre line, since {month}.", points=points, month=month
        )
    return view.text("{points} values in a row lie below the centre line, since {month}.", points=points, month=month)
