"""What things are called in the reader's language: dimensions, members, remarks, interval rules, chart patterns."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date

from dashboard.slices import Period
from dashboard.values import Answer
from dashboard.views import View


def remark(code: str, view: View) -> str:
    """A remark a reader needs beside a figure, by its code in ``Footer.notes``."""
    remarks: Mapping[str, Callable[[], str]] = {
        "weighted": lambda: view.text("the weighted figure is given beside the unweighted one"),
        "freer_cut": lambda: view.text("free combination: from 100 answers on, in whole points"),
        "pooled": lambda: view.text("what has too few answers to be shown alone is shown together as others"),
        "off_scale": lambda: view.text("answers off the scale are not counted"),
        "partial": lambda: view.text("unfinished responses with a valid answer are counted"),
        "partial_month": lambda: view.text("a month that is not over counts by the days that have passed"),
        "counted": lambda: view.text(
            "counts stand where complaints were not handed over one by one; their repeats are unknown"
        ),
        "other_scales": lambda: view.text("ratings on another scale are left out"),
        "more_answers_than_invitations": lambda: view.text("left out: months with more answers than invitations"),
        "not_adjusted_for_mix": lambda: view.text("not adjusted for differences in customers and channels"),
        "freer_cut_documents": lambda: view.text("free combination: from 100 texts on, in whole per cent"),
        "adjusted_for_channel": lambda: view.text("adjusted for differences in channels"),
        "short_comparison": lambda: view.text("the records begin within the period compared with"),
        "whenever_submitted": lambda: view.text("whenever they were submitted"),
        "too_few_answers": lambda: view.text("too few answers on one side to compare"),
        "no_months_before": lambda: view.text("fewer than three months before to compare with"),
        "staggered": lambda: view.text("begun at different times: each from its own start, then averaged"),
        "staggered_too_short": lambda: view.text("begun at different times, with too few months around to compare"),
        "cut_by_period": lambda: view.text("the first or last group lies only partly in the period"),
    }
    return remarks[code]() if code in remarks else code


def signal(rule: str, view: View) -> str:
    """The name of a pattern on a control chart."""
    rules: Mapping[str, Callable[[], str]] = {
        "beyond_limit": lambda: view.text("outside the control limits"),
        "long_run": lambda: view.text("seven or more in a row on one side of the centre"),
        "long_trend": lambda: view.text("seven points in one direction"),
        "near_limit": lambda: view.text("two of three near a limit"),
    }
    return rules[rule]()


def dimension(name: str, view: View) -> str:
    """The name of a dimension."""
    names: Mapping[str, Callable[[], str]] = {
        "month": lambda: view.text("month"),
        "quarter": lambda: view.text("quarter"),
        "year": lambda: view.text("year"),
        "unit": lambda: view.text("unit"),
        "line": lambda: view.text("business line"),
        "channel": lambda: view.text("channel"),
        "product": lambda: view.text("product"),
        "age_band": lambda: view.text("age band"),
        "is_new_citizen": lambda: view.text("new citizen"),
        "tier": lambda: view.text("customer tier"),
        "journey": lambda: view.text("journey"),
        "touchpoint": lambda: view.text("touchpoint"),
        "business": lambda: view.text("type of business"),
        "cause": lambda: view.text("cause"),
        "source": lambda: view.text("source"),
        "as_of": lambda: view.text("as-of day"),
        "survey": lambda: view.text("survey"),
        "part": lambda: view.text("group"),
        "score": lambda: view.text("answer"),
        "stage": lambda: view.text("stage"),
        "age_days": lambda: view.text("age in days"),
        "period": lambda: view.text("period"),
        "verdict": lambda: view.text("verdict"),
        "suggestion": lambda: view.text("suggestion"),
        "side": lambda: view.text("side"),
    }
    return names[name]() if name in names else name


def member(name: str, id_: str, view: View, answer: Answer) -> str:
    """What an id of an answer is called: 2026年7月, 三季度, a unit's or member's name, a stage, a group."""
    if (name, id_) in answer.labels:
        return view.name(answer.labels[name, id_])
    if name == "month":
        return view.month(date.fromisoformat(id_))
    if name in ("quarter", "year"):
        return view.period(Period.parse(id_))
    if name == "period" and id_ in answer.chart.get("periods", {}):
        return view.period(answer.chart["periods"][id_])
    if name == "age_days":
        return view.text("{days} days", days=id_)
    if name == "verdict":
        return verdict_word(id_, view)
    words: Mapping[str, Callable[[], str]] = {
        "promoters": lambda: view.text("promoters"),
        "passives": lambda: view.text("passives"),
        "detractors": lambda: view.text("detractors"),
        "submitted": lambda: view.text("submitted"),
        "reviewing": lambda: view.text("under review"),
        "adopted": lambda: view.text("adopted"),
        "implemented": lambda: view.text("implemented"),
        "claimed": lambda: view.text("claimed"),
        "declined": lambda: view.text("declined"),
        "merged": lambda: view.text("merged"),
        "open": lambda: view.text("open"),
        "current": lambda: view.text("this period"),
        "weighted": lambda: view.text("weighted"),
        "improved": lambda: view.text("where it was improved"),
        "left_alone": lambda: view.text("left alone"),
    }
    return words[id_]() if id_ in words else id_


def rule_name(rule: str, view: View) -> str:
    """The name of an interval method of the register; empty for one without an interval."""
    rules: Mapping[str, Callable[[], str]] = {
        "adjusted_wald": lambda: view.text("95% adjusted Wald interval"),
        "wilson": lambda: view.text("95% Wilson interval"),
        "byar": lambda: view.text("95% Byar interval"),
        "aalen_johansen": lambda: view.text("95% interval of the Aalen–Johansen estimate"),
    }
    return rules[rule]() if rule in rules else ""


def difference(number: float, unit: str, decimals: int, view: View, *, signed: bool = True) -> str:
    """A difference with the unit it is in: +3.2 points, −1.5 percentage points."""
    told = view.number(number, decimals, signed=signed)
    if unit == "points":
        return view.text("{number} points", number=told)
    if unit == "pct":
        return view.text("{number} percentage points", number=told)
    if unit == "per_10k":
        return view.text("{number} per 10,000 customers a month", number=told)
    return told


def verdict_word(code: str, view: View) -> str:
    """The one word of a verdict."""
    words: Mapping[str, Callable[[], str]] = {
        "rose": lambda: view.text("rose"),
        "fell": lambda: view.text("fell"),
        "no_clear_change": lambda: view.text("no clear change"),
        "too_few": lambda: view.text("too few"),
        "higher": lambda: view.text("higher"),
        "lower": lambda: view.text("lower"),
        "cannot_be_told_apart": lambda: view.text("cannot be told apart"),
        "proven": lambda: view.text("proven"),
        "made_worse": lambda: view.text("made worse"),
        "not_the_expected_size": lambda: view.text("not the expected size"),
        "inconclusive": lambda: view.text("inconclusive"),
        "consistent_with": lambda: view.text("consistent with"),
        "too_early": lambda: view.text("too early"),
        "claimed": lambda: view.text("claimed"),
    }
    return words[code]()


def improvement_status(status: str, view: View) -> str:
    """How an improvement of the list stands."""
    names = {
        "planned": view.text("Planned"),
        "in_progress": view.text("Under way"),
        "done": view.text("Done, to be re-inspected"),
        "closed": view.text("Closed"),
        "reopened": view.text("Reopened"),
        "dropped": view.text("Dropped"),
    }
    return names.get(status, status)


def why_due(kind: str, view: View) -> str:
    """Why a line stands on the morning list."""
    names = {
        "overdue": view.text("overdue"),
        "due_soon": view.text("due within a week"),
        "reinspect": view.text("re-inspection due"),
        "owner_left": view.text("owner has left: name another"),
    }
    return names.get(kind, kind)
