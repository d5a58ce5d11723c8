"""Puts answers into words, in the reader's language, from one closed vocabulary; nothing else may claim a change."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date

from dashboard import (
    activity_words,
    assessment_words,
    case_words,
    complaint_words,
    driver_words,
    effect_verdicts,
    finding_words,
    journey_words,
    trend_words,
    voice_words,
)
from dashboard.names import (
    difference,
    dimension,
    member,
    probability,
    remark,
    rule_name,
    signal,
    too_few_alone,
    verdict_word,
    why_missing,
)
from dashboard.slices import Period
from dashboard.values import Answer, Released, Verdict
from dashboard.views import View

__all__ = [
    "base",
    "brief",
    "difference",
    "dimension",
    "effect_lines",
    "footer",
    "interval",
    "member",
    "missing",
    "remark",
    "say",
    "signal",
    "span",
    "target",
    "title",
    "value",
    "word",
]


def word(verdict: Verdict, view: View) -> str:
    """The bare word of a verdict: rose 上升, no clear change 无明显变化, cannot be told apart 无法区分 …"""
    return verdict_word(verdict.code, view)


def brief(verdict: Verdict, view: View, answer: Answer | None = None) -> str:
    """A verdict and what it was compared with: 较上季度无明显变化 / no clear change against the previous quarter."""
    reference = _reference(verdict.against, view, answer.footer.period if answer else None)
    if answer is not None and ":" in verdict.against:
        of, _, other = verdict.against.partition(":")
        reference = member(of, other, view, answer)
    if verdict.code == "too_few":
        return view.text("too few answers to compare with {reference}", reference=reference)
    if verdict.family == "effect":
        return word(verdict, view)
    if verdict.code == "higher":
        return view.text("higher than {reference}", reference=reference)
    if verdict.code == "lower":
        return view.text("lower than {reference}", reference=reference)
    if verdict.code == "cannot_be_told_apart":
        return view.text("cannot be told apart from {reference}", reference=reference)
    return view.text("{word} against {reference}", word=word(verdict, view), reference=reference)


def say(verdict: Verdict, view: View, answer: Answer | None = None) -> str:
    """The same with the size of the difference and its interval; with ``answer``, in the measure's unit and period."""
    if verdict.family == "effect":
        unit, decimals = (str(answer.chart["unit"]), int(answer.chart["decimals"])) if answer else ("", 1)
        return effect_verdicts.say(verdict, word(verdict, view), unit, decimals, view)
    if verdict.difference is None or verdict.low is None or verdict.high is None:
        return brief(verdict, view, answer)
    unit = str(answer.chart["unit"]) if answer else ""
    decimals = answer.decimals(verdict.difference, verdict.low, verdict.high) if answer else 1
    return view.text(
        "{finding}: {difference} (95% interval {low} to {high})",
        finding=brief(verdict, view, answer),
        difference=difference(verdict.difference, unit, decimals, view),
        low=view.number(verdict.low, decimals, signed=True),
        high=view.number(verdict.high, decimals, signed=True),
    )


def effect_lines(answer: Answer, view: View) -> tuple[str, ...]:
    """An answer about effects as lines: every suggestion of a portfolio, or what belongs beside one."""
    if "path" in answer.chart:
        return effect_verdicts.sentences(answer, view)
    rows = zip(answer.chart.get("suggestions", ()), answer.verdicts, strict=False)
    formats = answer.chart.get("formats", {})
    lines = []
    for suggestion, verdict in rows:
        unit, decimals = formats[answer.chart["measures"][suggestion]]
        told = effect_verdicts.say(verdict, word(verdict, view), unit, decimals, view)
        named = view.text("{what} ({id})", what=member("suggestion", suggestion, view, answer), id=suggestion)
        lines.append(view.text("{what}: {finding}", what=named, finding=told))
    return tuple(lines)


def title(answer: Answer, view: View) -> str:
    """What a figure found, as its title; where there is nothing, why."""
    if answer.missing is not None and (not answer.values or answer.values[0].shown == "hidden"):
        return missing(answer, view)
    return _TITLES.get(answer.question, _measure)(answer, view)


def value(released: Released, view: View, answer: Answer) -> str:
    """A released value as text: the score with its unit, the interval where only that shows, or why there is none."""
    unit = _unit(released, answer)
    decimals = 0 if unit == "count" else answer.decimals(released.score, released.low, released.high)
    if released.score is not None:
        return _amount(view.number(released.score, decimals), unit, view)
    if released.shown == "interval" and released.low is not None and released.high is not None:
        low, high = view.number(released.low, decimals), view.number(released.high, decimals)
        return view.text("between {low} and {high}", low=low, high=_amount(high, unit, view))
    if released.is_watched_too_short:
        return view.text("not yet")
    return view.text("too few") if released.base else view.text("none")


def interval(released: Released, view: View, answer: Answer) -> str:
    """The 95 % interval of a value as text; empty where it has none or may not be shown."""
    if released.low is None or released.high is None:
        return ""
    decimals = answer.decimals(released.score, released.low, released.high)
    return view.text(
        "95% interval {low} to {high}",
        low=view.number(released.low, decimals),
        high=view.number(released.high, decimals),
    )


def span(released: Released, view: View, answer: Answer) -> str:
    """The bounds alone, for a column headed "95% interval"; empty where there are none."""
    if released.low is None or released.high is None:
        return ""
    decimals = answer.decimals(released.score, released.low, released.high)
    low, high = view.number(released.low, decimals), view.number(released.high, decimals)
    return view.text("{low} to {high}", low=low, high=high)


def base(released: Released, view: View, answer: Answer) -> str:
    """How many stand behind a value: 612 valid answers / 有效回答 612, with "low base" where it is.

    Empty for a plain count, which stands for itself.
    """
    if _unit(released, answer) == "count":
        return ""
    label = view.name(answer.chart["base_label"])
    told = view.text("{base} {label}", base=view.number(released.base or 0), label=label)
    return view.text("{base} (low base)", base=told) if released.low_base else told


def target(answer: Answer, view: View) -> str:
    """How the interval lies to the target; empty where there is none."""
    found = answer.chart.get("target")
    if not found:
        return ""
    amount = _amount(view.number(found["value"], int(answer.chart["decimals"])), str(answer.chart["unit"]), view)
    told = view.text("target {target}", target=amount)
    if found["stands"] == "above":
        told = view.text("target {target}: the whole interval lies above it", target=amount)
    elif found["stands"] == "below":
        told = view.text("target {target}: the whole interval lies below it", target=amount)
    elif found["stands"] == "contains":
        told = view.text("target {target}: within the interval, cannot be decided", target=amount)
    if found.get("chance") is None:
        return told
    return view.text(
        "{standing}; chance that it is met {chance}", standing=told, chance=probability(found["chance"], view)
    )


def missing(answer: Answer, view: View) -> str:
    """Why there is no answer, and what would give one; empty where there is one."""
    filters = view.text(", ").join(dimension(name, view) for name in answer.chart.get("widen", ()))
    if (code := answer.missing or "") == "too_few_alone":
        return too_few_alone(tuple(answer.chart.get("widen", ())), view)
    return why_missing(code, filters, view) or voice_words.missing_texts(code, view)


def footer(answer: Answer, view: View) -> str:
    """The line under a figure: selection, base, interval rule, comparisons, remarks, as of, data, build."""
    foot = answer.footer
    pieces = [view.text("synthetic example data")] if foot.is_example else []
    if foot.period is not None:
        pieces.append(view.period(foot.period))
    pieces += _selection(answer, view)
    main = _main(answer)
    if main is not None and (told := base(main, view, answer)):
        pieces.append(told)
    if rule := rule_name(str(answer.chart.get("share_rule") or foot.interval_rule), view):
        pieces.append(rule)
    if foot.comparisons > 1:
        pieces.append(view.text("{count} compared at once", count=view.number(foot.comparisons)))
    if off := int(answer.chart.get("off_scale", 0)):
        pieces.append(view.text("{count} answers off the scale, not counted", count=view.number(off)))
    pieces += [remark(code, view) for code in foot.notes if code != "off_scale"]
    if foot.as_of and foot.as_of != foot.data_until:
        pieces.append(view.text("as of {day}", day=view.day(date.fromisoformat(foot.as_of))))
    pieces.append(view.text("data until {day}", day=view.day(date.fromisoformat(foot.data_until))))
    pieces.append(view.text("build {build}", build=foot.build))
    return " · ".join(pieces)


def _reference(against: str, view: View, period: Period | None) -> str:
    if against == "previous":
        name = "" if period is None else str(period)
        if period is not None and period.months == 1:
            return view.text("the previous month")
        if "Q" in name and ".." not in name:
            return view.text("the previous quarter")
        if name.isdigit():
            return view.text("the previous year")
        return view.text("the period before")
    others = {
        "year_before": view.text("a year earlier"),
        "bank": view.text("the whole bank"),
        "shown_units": view.text("these units together"),
        "peers": view.text("its peers"),
        "chance": view.text("chance alone"),
        "before_closing": view.text("the time before the closing"),
        "not_complained": view.text("those who had not complained"),
        "steps": view.text("the mean of the steps"),
    }
    return others.get(against, against)


def _unit(released: Released, answer: Answer) -> str:
    """The unit a value is in; complaints counted beside scores are counts."""
    if released.measure == answer.measure or not released.measure:
        return str(answer.chart["unit"])
    if released.measure == "correlation" or "_per_" in released.measure:
        return released.measure.partition("_")[2]
    if released.measure == "nps":
        return "points"
    if released.measure in activity_words.UNITS:
        return activity_words.UNITS[released.measure]
    return "count" if released.low is None else "pct"


def _amount(number: str, unit: str, view: View) -> str:
    if unit == "pct":
        return view.text("{number}%", number=number)
    return number


def _main(answer: Answer) -> Released | None:
    """The value a footer's base speaks of: the only one, the current period's, or the trend's headline."""
    if "headline" in answer.chart:
        found: Released = answer.chart["headline"]
        return found
    if answer.question in ("headline", "index.nodes", "trend.histogram", "suggestions.adoption") and answer.values:
        return answer.values[0]
    return None


def _selection(answer: Answer, view: View) -> list[str]:
    """The filters of the slice by name."""
    chosen = answer.slice
    survey = str(answer.chart.get("survey") or "")
    pieces = [view.name(answer.labels["survey", survey])] if ("survey", survey) in answer.labels else []
    if chosen.units:
        pieces.append(view.text(", ").join(member("unit", unit, view, answer) for unit in chosen.units))
    pieces += [
        view.text(", ").join(member(name, each, view, answer) for each in ids) for name, ids in chosen.members.items()
    ]
    return pieces


def _measure(answer: Answer, view: View) -> str:
    return view.name(answer.labels.get(("measure", answer.measure), (answer.measure, answer.measure)))


def _headline_title(answer: Answer, view: View) -> str:
    found: Released | None = answer.chart.get("headline") or (answer.values[0] if answer.values else None)
    if found is None:
        return _measure(answer, view)
    told = view.text("{measure} {value}", measure=_measure(answer, view), value=value(found, view, answer))
    if answer.verdicts:
        return view.text("{value}, {finding}", value=told, finding=brief(answer.verdicts[0], view, answer))
    return told


def _series_title(answer: Answer, view: View) -> str:
    if any(verdict.code in ("higher", "lower") for verdict in answer.verdicts):
        return _standing_apart(answer, view)
    return view.text(
        "{measure} by {dimension}, {count} side by side",
        measure=_measure(answer, view),
        dimension=dimension(str(answer.chart["dimension"]), view),
        count=view.number(len(answer.values)),
    )


def _standing_title(answer: Answer, view: View) -> str:
    if any(verdict.code in ("higher", "lower") for verdict in answer.verdicts):
        return _standing_apart(answer, view)
    count = sum(verdict.code != "too_few" for verdict in answer.verdicts)
    return view.text("{measure}: {count} units cannot be told apart", measure=_measure(answer, view), count=count)


def _standing_apart(answer: Answer, view: View) -> str:
    """Which units stand apart from all together, by name where they are few; the rest is only counted."""
    dimension_name = str(answer.chart["dimension"])
    groups: dict[str, list[str]] = {}
    for each, verdict in zip(answer.chart["compared"], answer.verdicts, strict=True):
        groups.setdefault(str(verdict.code), []).append(member(dimension_name, each, view, answer))
    told = []
    for code in ("higher", "lower"):
        if names := groups.get(code):
            who = (
                view.text(", ").join(names)
                if len(names) <= MOST_NAMED
                else view.text("{count} units", count=len(names))
            )
            told.append(view.text("{who} higher", who=who) if code == "higher" else view.text("{who} lower", who=who))
    if rest := len(groups.get("cannot_be_told_apart", ())):
        told.append(view.text("{count} others cannot be told apart", count=view.number(rest)))
    return view.text("{measure}: {finding}", measure=_measure(answer, view), finding=view.text("; ").join(told))


def _adoption_title(answer: Answer, view: View) -> str:
    seen = [each for each in answer.values if each.shown != "hidden"]
    last = seen[-1]
    return view.text(
        "{share} adopted within {days} days, {open} still open",
        share=value(last, view, answer),
        days=last.of("age_days"),
        open=view.text("{number}%", number=view.number(answer.chart["open_pct"], 1)),
    )


def _change(answer: Answer, view: View) -> str:
    return " ".join((_measure(answer, view), *(brief(each, view, answer) for each in answer.verdicts[:1])))


MOST_NAMED = 2  # units on a side that a title names; more are counted, and the figure shows which
_TITLES: Mapping[str, Callable[[Answer, View], str]] = {
    "headline": _headline_title,
    "explore.of": lambda answer, view: finding_words.explored(answer, view, _measure(answer, view)),
    "index.nodes": lambda answer, view: finding_words.index_moved(answer, view, _headline_title(answer, view)),
    "trend.why": lambda answer, view: finding_words.why_moved(answer, view, _change(answer, view)),
    "trend.two": lambda answer, view: finding_words.two_compared(answer, view, _change(answer, view)),
    "trend.control": lambda answer, view: trend_words.control(answer, view, _headline_title(answer, view)),
    "trend.shares": lambda answer, view: finding_words.shares(answer, view, value),
    "trend.histogram": lambda answer, view: finding_words.histogram(answer, view, value),
    "trend.mix": finding_words.mix,
    "series.by": _series_title,
    "units.standing": _standing_title,
    **dict.fromkeys(assessment_words.QUESTIONS, lambda a, view: assessment_words.title(a, view, _measure(a, view))),
    "journeys.steps": lambda answer, view: journey_words.steps_title(answer, view, _measure(answer, view), value),
    "suggestions.funnel": finding_words.funnel,
    "suggestions.adoption": _adoption_title,
    "suggestions.unfinished": finding_words.unfinished,
    "journeys.pain_pairs": journey_words.pairs_title,
    "journeys.joined": journey_words.joined_title,
    "journeys.pain_worth": lambda answer, view: journey_words.worth_title(answer, view, value),
    **voice_words.TITLES,
    **driver_words.TITLES,
    **complaint_words.TITLES,
    **case_words.TITLES,
    **activity_words.TITLES,
    "effects.portfolio": effect_verdicts.portfolio_title,
    "effects.one": effect_verdicts.one_title,
    "effects.attribute": effect_verdicts.attribute_title,
}


def relapse(answer: Answer, view: View) -> str:
    """The latest signal by which an improvement that was done has relapsed."""
    month, rule = answer.chart["relapses"][-1]
    return view.text("{month}: {signal}", month=member("month", month, view, answer), signal=signal(rule, view))
