"""Answers as native charts of a slide: the released values themselves, under the names of the report's language."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date

from dashboard import activity_words, verdicts
from dashboard.complaint_words import reading_name
from dashboard.figures import reading
from dashboard.figures.suggestions import stage_name
from dashboard.overview_words import MARKS
from dashboard.reports.model import Chart, Line
from dashboard.values import Answer, Released, Verdict
from dashboard.views import View

MOST_BARS = 14
"""More bars than these cannot be read on a slide; the appendix holds all of them."""


def chart(answer: Answer, view: View) -> Chart | None:
    """The native chart of an answer; None where its question has none or nothing may be drawn."""
    if answer.missing or answer.question not in _MAKERS:
        return None
    made = _MAKERS[answer.question](answer, view)
    if made is None or not any(value is not None for line in made.lines for value in line.values):
        return None
    return made


def _control(answer: Answer, view: View) -> Chart:
    """Month by month with centre and limits; points that signal are marked."""
    months = answer.chart["months"]
    shown = {str(value.month): value for value in answer.values}
    scores = tuple(shown[month].score if month in shown else None for month in months)
    signals = {day for day, _ in answer.chart["signals"]}
    lines = [Line(reading.measure(answer, view), scores)]
    if answer.chart["is_enough"]:
        lines.append(Line(view.text("Centre line"), tuple(answer.chart["centre"]), "centre"))
        lines.append(Line(view.text("Lower limit"), tuple(answer.chart["lower"]), "limit"))
        lines.append(Line(view.text("Upper limit"), tuple(answer.chart["upper"]), "limit"))
    return Chart(
        kind="line",
        places=tuple(date.fromisoformat(month) for month in months),
        lines=tuple(lines),
        axis=reading.axis_title(answer, view),
        decimals=int(answer.chart.get("decimals", 1)),
        is_pct=answer.chart.get("unit") == "pct",
        marked=frozenset(at for at, month in enumerate(months) if month in signals),
    )


def _series(answer: Answer, view: View) -> Chart:
    """One bar per member with its interval; those that stand apart carry a mark and come first where not all fit."""
    by = str(answer.chart["dimension"])
    found = dict(zip(answer.chart.get("compared", ()), answer.verdicts, strict=False))
    told = [value for value in answer.values if value.score is not None]
    if len(told) > MOST_BARS:
        order = sorted(told, key=lambda value: (not _is_apart(value, by, found), -(value.base or 0)))
        kept = {id(value) for value in order[:MOST_BARS]}
        told = [value for value in told if id(value) in kept]
    told.sort(key=lambda value: -(value.score or 0.0))
    names = []
    for value in told:
        verdict = found.get(value.of(by))
        mark = MARKS.get(str(verdict.code), "") if verdict else ""
        names.append(" ".join(each for each in (verdicts.member(by, value.of(by) or "", view, answer), mark) if each))
    return _bars(names, told, answer, view, frozenset(at for at, value in enumerate(told) if _is_bad(value, by, found)))


def _is_apart(value: Released, by: str, found: Mapping[str, Verdict]) -> bool:
    verdict = found.get(value.of(by) or "")
    return verdict is not None and verdict.code in ("higher", "lower")


def _is_bad(value: Released, by: str, found: Mapping[str, Verdict]) -> bool:
    verdict = found.get(value.of(by) or "")
    return verdict is not None and verdict.is_good is False


def _bars(
    names: list[str], told: list[Released], answer: Answer, view: View, marked: frozenset[int] = frozenset()
) -> Chart:
    is_counted = answer.chart.get("unit") == "count"  # a count stands for itself and has no interval
    return Chart(
        kind="bar",
        places=tuple(names),
        lines=(
            Line(
                reading.measure(answer, view),
                tuple(value.score for value in told),
                low=() if is_counted else tuple(value.low for value in told),
                high=() if is_counted else tuple(value.high for value in told),
            ),
        ),
        axis=reading.axis_title(answer, view),
        decimals=int(answer.chart.get("decimals", 1)),
        is_pct=answer.chart.get("unit") == "pct",
        marked=marked,
    )


def _causes(answer: Answer, view: View) -> Chart:
    """Complaints by cause, the most frequent first."""
    told = list(answer.values)[:MOST_BARS]
    names = [reading.label("cause", value.of("cause") or "", answer, view) for value in told]
    axis = view.text("Complaints")
    return Chart("bar", tuple(names), (Line(axis, tuple(value.score for value in told)),), axis, decimals=0)


def _funnel(answer: Answer, view: View) -> Chart:
    """Suggestions by the stage that they reached, then where the others ended."""
    counts = {str(value.of("stage")): value.score for value in answer.values}
    stages = [stage for stage in (*answer.chart["path"], *answer.chart["ends"]) if stage in counts]
    axis = view.text("Suggestions")
    names = tuple(stage_name(stage, view) for stage in stages)
    return Chart("bar", names, (Line(axis, tuple(counts[stage] for stage in stages)),), axis, decimals=0)


def _portfolio(answer: Answer, view: View) -> Chart:
    """How many effects have which verdict."""
    axis = view.text("Suggestions")
    names = tuple(verdicts.member("verdict", str(value.of("verdict")), view, answer) for value in answer.values)
    return Chart("bar", names, (Line(axis, tuple(value.score for value in answer.values)),), axis, decimals=0)


def _adoption(answer: Answer, view: View) -> Chart:
    """The share adopted by age, with its interval."""
    return _curve(answer, view, "adopted", view.text("adopted"), view.text("age in days"))


def _on_time(answer: Answer, view: View) -> Chart:
    """The share decided and told by day, open ones counted, with its interval."""
    return _curve(answer, view, "closed", reading_name("counted", view), view.text("days since the clock began"))


def _attempts(answer: Answer, view: View) -> Chart:
    """How many reviews passed at which attempt, did not, or are open."""
    found, axis = activity_words.outcomes(answer), view.text("Reviews")
    counts = tuple(float(answer.chart["counts"][each]) for each in found)
    names = tuple(activity_words.outcome_name(each, view) for each in found)
    return Chart("bar", names, (Line(axis, counts),), axis, decimals=0)


def _turnaround(answer: Answer, view: View) -> Chart | None:
    """The share of reviews that are finished by working day, open ones counted, with its interval."""
    if answer.chart["curve"] is None:
        return None
    return _curve(answer, view, "closed", view.text("Finished"), view.text("working days since submitted"))


def _groups(answer: Answer, view: View) -> Chart:
    """People reached by group; who is named nowhere stands last."""
    names = (reading.label("group_reached", value.of("group_reached") or "", answer, view) for value in answer.values)
    axis = view.text("People reached")
    return Chart("bar", tuple(names), (Line(axis, tuple(value.score for value in answer.values)),), axis, decimals=0)


def _curve(answer: Answer, view: View, name: str, told: str, days: str) -> Chart:
    curve = answer.chart["curve"]
    return Chart(
        kind="scatter",
        places=tuple(float(day) for day in curve["days"]),
        lines=(
            Line(told, tuple(curve[name])),
            Line(view.text("Lower end of the interval"), tuple(curve["low"]), "limit"),
            Line(view.text("Upper end of the interval"), tuple(curve["high"]), "limit"),
        ),
        axis=view.text("Share, per cent"),
        is_pct=True,
        place_axis=days,
    )


def _steps(answer: Answer, view: View) -> Chart | None:
    """The steps with a score in the order of their journeys."""
    told = [value for value in lowest_steps(answer).values if value.score is not None]
    return _bars(
        [verdicts.member("touchpoint", value.of("touchpoint") or "", view, answer) for value in told],
        told,
        answer,
        view,
    )


def lowest_steps(answer: Answer) -> Answer:
    """The answer with as many steps as can be read, the lowest, in their order; itself where there are no more."""
    told = [value for value in answer.values if value.score is not None]
    if len(told) <= MOST_BARS:
        return answer
    lowest = {id(value) for value in sorted(told, key=lambda value: value.score or 0.0)[:MOST_BARS]}
    kept = [at for at, value in enumerate(answer.values) if id(value) in lowest]
    chart = {
        name: tuple(each[at] for at in kept) if isinstance(each, tuple) and len(each) == len(answer.values) else each
        for name, each in answer.chart.items()
    }
    return replace(answer, values=tuple(answer.values[at] for at in kept), chart=chart)


_MAKERS: Mapping[str, Callable[[Answer, View], Chart | None]] = {
    "trend.control": _control,
    "series.by": _series,
    "complaints.causes": _causes,
    "complaints.on_time": _on_time,
    "suggestions.funnel": _funnel,
    "suggestions.adoption": _adoption,
    "effects.portfolio": _portfolio,
    "journeys.steps": _steps,
    "reviews.attempts": _attempts,
    "reviews.turnaround": _turnaround,
    "education.groups": _groups,
}
