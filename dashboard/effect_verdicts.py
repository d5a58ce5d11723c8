"""Decides what may be said about an improvement's effect, in one fixed order, and says it; imports values and names."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from dashboard.names import difference, verdict_word
from dashboard.values import Answer, EffectCode, Verdict
from dashboard.views import View

Against = Literal["untouched_units", "other_touchpoints", "itself"]
"""What the change was compared with: units left alone, touchpoints left alone (a bank-wide change), or nothing."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """What a comparison found, in the measure's own unit and direction; None where it could not be computed.

    ``change`` beyond the controls with its interval; ``detectable``, the size that would have been seen; ``expected``,
    written down before (None: nobody did). ``months_after`` complete months since the start, ``least_months`` of them
    needed. ``tells_from``: the month-end from which the expected size can be told, None if that never comes.
    """

    change: float | None
    low: float | None
    high: float | None
    detectable: float | None
    expected: float | None
    months_after: int
    least_months: int
    tells_from: date | None
    controls: int
    against: Against
    is_higher_better: bool = True


def decide(found: Evidence) -> Verdict:
    """The verdict on an effect. The first that applies, in this order:

    too early: under ``least_months``; or the detectable change is above the expected one and a day will come from which
    it is not (where none will come, waiting does not help: the evidence there is decides). consistent with: nothing to
    compare with, and the change's own interval lies on the wished side of 0. made worse: the interval lies on the other
    side. not the expected size: the interval ends short of what was expected. proven: the interval lies on the wished
    side; for a change of the whole bank no more than consistent with. Else inconclusive.

    An expectation against the wished direction counts as none.

    >>> found = Evidence(3, 1, 5, 4, 10, 12, 3, None, 40, "untouched_units")
    >>> decide(found).code
    'not_the_expected_size'
    """
    code = _code(found)
    return Verdict(
        family="effect",
        code=code,
        against=found.against,
        difference=found.change,
        low=found.low,
        high=found.high,
        is_good={"proven": True, "made_worse": False}.get(code),
        expected=found.expected,
        detectable=found.detectable,
        tells_from=found.tells_from if code == "too_early" else None,
    )


def _code(found: Evidence) -> EffectCode:
    toward = 1.0 if found.is_higher_better else -1.0
    ends = [toward * end for end in (found.low, found.high) if end is not None]
    low, high = (min(ends), max(ends)) if len(ends) == 2 else (None, None)
    hoped = toward * found.expected if found.expected is not None and toward * found.expected > 0 else None
    if found.months_after < found.least_months:
        return "too_early"
    cannot_tell_yet = hoped is not None and found.detectable is not None and found.detectable > hoped
    if cannot_tell_yet and found.tells_from is not None:
        return "too_early"
    if low is None or high is None:
        return "inconclusive"
    if found.controls == 0:
        return "consistent_with" if low > 0 else "inconclusive"
    if high < 0:
        return "made_worse"
    if hoped is not None and high < hoped:
        return "not_the_expected_size"
    if low > 0:
        return "proven" if found.against == "untouched_units" else "consistent_with"
    return "inconclusive"


def say(verdict: Verdict, word: str, unit: str, decimals: int, view: View) -> str:
    """The verdict's ``word`` with what a reader needs to weigh it: the size found, expected, and that could be seen.

    "not the expected size: it moved by +3.0 points (95% interval +1.0 to +5.0); expected: +10.0 points".
    """
    pieces = []
    if verdict.code == "too_early":
        if verdict.tells_from is not None:
            pieces.append(view.text("can tell from {day}", day=view.day(verdict.tells_from)))
    elif verdict.code != "claimed":
        pieces += _found(verdict, unit, decimals, view)
        if verdict.code == "inconclusive" and verdict.detectable is not None:
            size = difference(verdict.detectable, unit, decimals, view, signed=False)
            pieces.append(view.text("could have seen {size} or more", size=size))
        if verdict.against == "itself" and verdict.difference is not None:
            pieces.append(view.text("nothing to compare it with"))
        elif verdict.against == "other_touchpoints" and verdict.difference is not None:
            pieces.append(view.text("the whole bank changed, so other touchpoints stand for what would have happened"))
    if verdict.expected is not None:
        size = difference(verdict.expected, unit, decimals, view)
        pieces.append(view.text("expected: {size}", size=size))
    if not pieces:
        return word
    return view.text("{finding}: {details}", finding=word, details=view.text("; ").join(pieces))


def _found(verdict: Verdict, unit: str, decimals: int, view: View) -> list[str]:
    """The change found, in words that say whether it moved at all."""
    if verdict.difference is None:
        return [view.text("too few answers or months to compare")]
    size = difference(verdict.difference, unit, decimals, view)
    if verdict.low is None or verdict.high is None:
        return [view.text("it changed by {size}, with too few controls for an interval", size=size)]
    low, high = (view.number(end, decimals, signed=True) for end in (verdict.low, verdict.high))
    if verdict.low > 0 or verdict.high < 0:
        return [view.text("it moved by {size} (95% interval {low} to {high})", size=size, low=low, high=high)]
    return [view.text("{size} (95% interval {low} to {high}), so perhaps not at all", size=size, low=low, high=high)]


def portfolio_title(answer: Answer, view: View) -> str:
    """How many of the improvements did what: the counts that are not 0, proven ones always."""
    counts = {str(value.of("verdict")): int(value.score or 0) for value in answer.values}
    pieces = [
        view.text("{count} {verdict}", count=view.number(count), verdict=verdict_word(code, view))
        for code, count in counts.items()
        if count or code == "proven"
    ]
    total = view.number(sum(counts.values()))
    return view.text("Of {count} improvements: {finding}", count=total, finding=view.text(", ").join(pieces))


def one_title(answer: Answer, view: View) -> str:
    """What one suggestion is called, and its verdict."""
    name = view.name(answer.labels["suggestion", str(answer.chart["suggestion"])])
    return view.text("{what}: {finding}", what=name, finding=verdict_word(answer.verdicts[0].code, view))


def attribute_title(answer: Answer, view: View) -> str:
    """What units became, which measure is looked at, and the verdict; with the size where there is an effect."""
    chart, verdict = answer.chart, answer.verdicts[0]
    finding = verdict_word(verdict.code, view)
    if verdict.difference is not None and verdict.code in ("proven", "made_worse"):
        size = difference(verdict.difference, str(chart["unit"]), int(chart["decimals"]), view)
        finding = view.text("{finding}, {size} beyond similar units", finding=finding, size=size)
    return view.text(
        "{what}, {measure}: {finding}",
        what=view.name(answer.labels["attribute", str(chart["attribute"])]),
        measure=view.name(answer.labels["measure", answer.measure]),
        finding=finding,
    )


def sentences(answer: Answer, view: View) -> tuple[str, ...]:
    """What belongs beside one effect: against what it was compared, whether both had moved alike before, the rebound
    expected anyway, how it was chosen."""
    chart = answer.chart
    decimals, unit = int(chart["decimals"]), str(chart["unit"])
    told = []
    if credit := [
        view.name(answer.labels[dimension, chart[name]])
        for dimension, name in (("source", "source"), ("unit", "proposed_in"))
        if chart.get(name)
    ]:
        told.append(view.text("Suggested by: {whom}", whom=view.text(", ").join(credit)))
    if chart["controls"]:
        told.append(_compared(answer, view))
    if chart["drift"] is not None:
        told.append(_drift(chart["drift"], unit, decimals, view))
    is_of_suggestion = "having" not in chart
    if chart["rebound"] is not None and (is_of_suggestion or round(chart["rebound"], decimals)):
        told.append(
            view.text(
                "By themselves the improved ones were expected to move by {size}, having stood where they stood",
                size=difference(chart["rebound"], unit, decimals, view),
            )
        )
    if chart["detectable"] is not None and is_of_suggestion:
        size = difference(chart["detectable"], unit, decimals, view, signed=False)
        told.append(view.text("A change of {size} would have been seen four times out of five", size=size))
    if not is_of_suggestion:
        told += _not_compared(answer, view)
    elif chart["left_out"]:
        told.append(view.text("{count} named units have no answers", count=view.number(chart["left_out"])))
    if chart.get("claimed_on") is not None:
        day = view.day(chart["claimed_on"])
        told.append(view.text("Claimed effective on {day}: a claim, not a test", day=day))
    return tuple(told)


def _compared(answer: Answer, view: View) -> str:
    """How many were compared with how many, over how many months."""
    chart = answer.chart
    units, controls = view.number(chart["units"]), view.number(chart["controls"])
    before, after = view.number(sum(chart["is_before"])), view.number(sum(chart["is_after"]))
    if "having" in chart:
        return view.text(
            "{units} that became one, {controls} of their level and size that never did; up to {before} months before "
            "the day of each, {after} after. The three months before it are left out: in them units are chosen and "
            "rebuilt",
            units=units,
            controls=controls,
            before=before,
            after=after,
        )
    return view.text(
        "{units} improved, {controls} alike left alone; {before} months before, {after} after",
        units=units,
        controls=controls,
        before=before,
        after=after,
    )


def _drift(drift: tuple[float, float, float], unit: str, decimals: int, view: View) -> str:
    """Whether both sides had moved alike before anything was changed."""
    size = difference(drift[0], unit, decimals, view)
    low, high = (view.number(end, decimals, signed=True) for end in drift[1:])
    if drift[1] > 0 or drift[2] < 0:
        return view.text(
            "Caution: before anything was changed the two had already moved apart, by {size} (95% interval {low} to "
            "{high})",
            size=size,
            low=low,
            high=high,
        )
    return view.text(
        "Before it both moved alike: {size} apart (95% interval {low} to {high})", size=size, low=low, high=high
    )


def having_rows(answer: Answer, view: View) -> list[tuple[str, str, str, str]]:
    """Each unit that may be named: its name, its first and last day with the attribute, what became of it here."""
    rows = []
    for each in answer.chart["having"]:
        # an end is the first day on which it no longer holds
        days = (each.from_on, each.to_on and each.to_on - timedelta(days=1))
        first, last = ("" if day is None else view.day(day) for day in days)
        rows.append((view.name(answer.labels["unit", each.unit_id]), first, last, state_word(each.state, view)))
    return rows


def state_word(state: str, view: View) -> str:
    """What became of a unit in a comparison of before and after."""
    words = {
        "compared": view.text("compared"),
        "always": view.text("has had it all along: there is no before"),
        "touched": view.text("another attribute changed in the same months"),
        "no_months_before": view.text("fewer than three months recorded before"),
        "too_recent": view.text("fewer than three whole months since then"),
        "ended_early": view.text("ended within three months"),
        "few_months": view.text("too few months with answers"),
        "none_alike": view.text("fewer than three units of its level and size to compare with"),
    }
    return words.get(state, view.text("not known here"))


def _not_compared(answer: Answer, view: View) -> list[str]:
    """How many units are not in the comparison; why stands beside each."""
    missing = int(answer.chart["aside"])
    told = []
    if missing:
        told.append(view.text("Not compared, with the reason beside each: {count}", count=view.number(missing)))
    if answer.chart["unnamed"]:
        count = view.number(answer.chart["unnamed"])
        told.append(view.text("{count} more units lie outside what you may see by name, and count", count=count))
    return told
