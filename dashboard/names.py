"""What things are called in the reader's language: dimensions, members, remarks, interval rules, chart patterns."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date

from dashboard import activity_words, case_words, complaint_words
from dashboard.slices import Period
from dashboard.values import Answer
from dashboard.views import View


def remark(code: str, view: View) -> str:
    """A remark a reader needs beside a figure, by its code in ``Footer.notes``."""
    remarks: Mapping[str, Callable[[], str]] = {
        "weighted": lambda: view.text("the weighted figure is given beside the unweighted one"),
        "association": lambda: view.text("an association, not a cause"),
        "freer_cut": lambda: view.text("free combination: from 100 answers on, in coarse steps"),
        "pooled": lambda: view.text("what has too few answers to be shown alone is shown together as others"),
        "off_scale": lambda: view.text("answers off the scale are not counted"),
        "partial": lambda: view.text("unfinished responses with a valid answer are counted"),
        "partial_month": lambda: view.text("a month that is not over counts by the days that have passed"),
        "counted_entries": lambda: view.text("some entries came as counts, which say how many completed and not when"),
        "young_left_out": lambda: view.text("months too young on that day are left out"),
        "counted": lambda: view.text(
            "counts stand where complaints were not handed over one by one; their repeats are unknown"
        ),
        "other_scales": lambda: view.text("ratings on another scale are left out"),
        "more_answers_than_invitations": lambda: view.text("left out: months with more answers than invitations"),
        "not_adjusted_for_mix": lambda: view.text("not adjusted for differences in customers and channels"),
        "freer_cut_documents": lambda: view.text("free combination: from 100 texts on, in whole per cent"),
        "adjusted_for_channel": lambda: view.text("adjusted for differences in channels"),
        "levels_out_of_reach": lambda: view.text("accepted levels cannot be read just now: limits over all months"),
        "short_comparison": lambda: view.text("the records begin within the period compared with"),
        "whenever_submitted": lambda: view.text("whenever they were submitted"),
        "whenever_received": lambda: view.text("whenever they were received"),
        "too_few_answers": lambda: view.text("too few answers on one side to compare"),
        "no_months_before": lambda: view.text("fewer than three months before to compare with"),
        "whatever_the_period": lambda: view.text("a year on either side, whatever the period of the bar"),
        "staggered": lambda: view.text("begun at different times: each from its own start, then averaged"),
        "staggered_too_short": lambda: view.text("begun at different times, with too few months around to compare"),
        "begun_month_left_out": lambda: view.text("the month that was not over on the as-of day is left out"),
        "house_limit": lambda: view.text("measured by the house limit"),
        "legal_limit": lambda: view.text("measured by the legal limit"),
        "provisional_days": lambda: view.text("working days of a year without an official calendar are provisional"),
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
        "week": lambda: view.text("week"),
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
        "with": lambda: view.text("Later step"),
        "business": lambda: view.text("type of business"),
        "cause": lambda: view.text("cause"),
        "group_reached": lambda: view.text("group reached"),
        "source": lambda: view.text("source"),
        "matter": lambda: view.text("what asked for an answer"),
        "as_of": lambda: view.text("as-of day"),
        "survey": lambda: view.text("survey"),
        "part": lambda: view.text("group"),
        "score": lambda: view.text("answer"),
        "stage": lambda: view.text("stage"),
        "age_days": lambda: view.text("age in days"),
        "node": lambda: view.text("part of the index"),
        "indicator": lambda: view.text("indicator"),
        "period": lambda: view.text("period"),
        "verdict": lambda: view.text("verdict"),
        "suggestion": lambda: view.text("suggestion"),
        "side": lambda: view.text("side"),
        "limit": lambda: view.text("limit"),
        "reading": lambda: view.text("reading"),
        "state": lambda: view.text("how it stands"),
        **case_words.dimensions(view),
        "counted": lambda: view.text("counted as"),
        "agents": lambda: view.text("suspected agents"),
        "reach": lambda: view.text("way they came"),
        "per": lambda: view.text("divided by"),
        "share": lambda: view.text("share"),
        "kind": lambda: view.text("what was wanted"),
        "what": lambda: view.text("what is compared"),
        "reached": lambda: view.text("how far they are"),
        "age": lambda: view.text("age"),
        "silent": lambda: view.text("had not complained, among"),
        "complained": lambda: view.text("complaint within the year before"),
        "lag": lambda: view.text("lag in months"),
        "since": lambda: view.text("months since the start"),
        **activity_words.dimensions(view),
    }
    return names[name]() if name in names else name


def member(name: str, id_: str, view: View, answer: Answer) -> str:
    """What an id of an answer is called: 2026年7月, 三季度, a unit's or member's name, a stage, a group."""
    if (name, id_) in answer.labels:
        return view.name(answer.labels[name, id_])
    if name == "month":
        return view.month(date.fromisoformat(id_))
    if name == "week":
        return view.week(id_)
    if name in ("quarter", "year"):
        return view.period(Period.parse(id_))
    if name == "period" and id_ in answer.chart.get("periods", {}):
        return view.period(answer.chart["periods"][id_])
    for words_of in (complaint_words, case_words, activity_words):
        if (word := words_of.member_word(name, id_, view)) is not None:
            return word
    if name == "age_days":
        return view.text("{days} days", days=id_)
    if name == "since":
        return since_start(id_, view)
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
        "complaint": lambda: view.text("complaints"),
        "suggestion": lambda: view.text("suggestions"),
        "low_score": lambda: view.text("low scores that asked for contact"),
        "current": lambda: view.text("this period"),
        "weighted": lambda: view.text("weighted"),
        "improved": lambda: view.text("where it was improved"),
        "left_alone": lambda: view.text("left alone"),
        "penalty": lambda: view.text("when it fails"),
        "reward": lambda: view.text("when it delights"),
    }
    return words[id_]() if id_ in words else id_


def since_start(moment: str, view: View) -> str:
    """A month by its distance from the start of each unit: "-1" the one before, "0" the first whole one."""
    month = int(moment)
    if month < 0:
        return view.text("{number} months before", number=view.number(-month))
    return view.text("month {number} since then", number=view.number(month + 1))


def rule_name(rule: str, view: View) -> str:
    """The name of an interval method of the register; empty for one without an interval."""
    rules: Mapping[str, Callable[[], str]] = {
        "adjusted_wald": lambda: view.text("95% adjusted Wald interval"),
        "wilson": lambda: view.text("95% Wilson interval"),
        "sum_of_intervals": lambda: view.text("range of at least 95%, from the indicators' intervals"),
        "byar": lambda: view.text("95% Byar interval"),
        "byar_dispersed": lambda: view.text("95% Byar interval, wider where cases differ more than by chance"),
        "byar_of_events": lambda: view.text("95% Byar interval of events, by their size"),
        "quasi_poisson": lambda: view.text("95% interval that allows for the scatter between months"),
        "fisher": lambda: view.text("95% Fisher interval that allows for the memory of both series"),
        "bootstrap_of_leaves": lambda: view.text("95% bootstrap interval"),
        "kaplan_meier": lambda: view.text("95% interval of the Kaplan–Meier estimate"),
        "kaplan_meier_or_wilson": lambda: view.text(
            "95% interval of the Kaplan–Meier estimate, Wilson where nothing is open"
        ),
        "bootstrap_of_groups": lambda: view.text("95% bootstrap interval"),
        "sandwich_of_groups": lambda: view.text("95% interval that allows for alike answers of one unit"),
        "aalen_johansen_limit": lambda: view.text("95% interval of the Aalen–Johansen estimate"),
        "aalen_johansen": lambda: view.text("95% interval of the Aalen–Johansen estimate"),
    }
    return rules[rule]() if rule in rules else ""


def difference(number: float, unit: str, decimals: int, view: View, *, signed: bool = True) -> str:
    """A difference with the unit it is in: +3.2 points, −1.5 percentage points."""
    told = view.number(number, decimals, signed=signed)
    words: Mapping[str, Callable[[], str]] = {
        "points": lambda: view.text("{number} points", number=told),
        "pct": lambda: view.text("{number} percentage points", number=told),
        "relative_pct": lambda: view.text("{number}%", number=told),
        "per_10k": lambda: view.text("{number} per 10,000 customers a month", number=told),
        "per_outlet": lambda: view.text("{number} per outlet a month", number=told),
        "per_100k": lambda: view.text("{number} per 100,000 transactions", number=told),
        "per_10m": lambda: view.text("{number} per 10 million customers a quarter", number=told),
        "working_days": lambda: view.text("{number} working days", number=told),
    }
    return words[unit]() if unit in words else told


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


def why_missing(code: str, filters: str, view: View) -> str:
    """Why there is no answer, by its code in ``Answer.missing``; ``filters`` would have to go."""
    sentences: Mapping[str, Callable[[], str]] = {
        "not_asked": lambda: view.text("This survey did not ask this question: there is no score, which is not 0"),
        "no_responses": lambda: view.text("Nobody answered within this selection"),
        "nothing_unfinished": lambda: view.text("Every suggestion here is decided, and what was adopted is done."),
        "no_exposure": lambda: view.text(
            "No customer numbers for these units and months: load the exposures table to see a rate"
        ),
        "no_invitations": lambda: view.text("No invitations are recorded: load the invitations table to see a rate"),
        "no_inspections": lambda: view.text("No inspections are recorded within this selection"),
        "no_journey_events": lambda: view.text(
            "No journey events are recorded within this selection: hand over journey_events "
            "(who entered a step, and when it was completed; or counts) to see where customers drop off"
        ),
        "no_reviews": lambda: view.text(
            "No product reviews are recorded within this selection: hand over activities with the kind product_review "
            "(submitted, finished, findings, passed at the first and the second attempt)"
        ),
        "no_education": lambda: view.text(
            "No education events are recorded within this selection: hand over activities with the kind education "
            "(day, unit, group reached, people reached)"
        ),
        "too_few_reviews": lambda: view.text(
            "Too few reviews to tell how long half of them take: choose a longer period"
        ),
        "all_held_some": lambda: view.text("Every unit here held education events in this period"),
        "no_suggestions": lambda: view.text("No suggestions are recorded within this selection"),
        "no_complaints": lambda: view.text("No complaints are recorded within this selection"),
        "no_clocks": lambda: view.text("No complaint of this selection was handed over one by one: no clock is known"),
        "no_hand_overs": lambda: view.text(
            "No hand-over between units is recorded here: hand over complaint_events, with who handed a case to whom, "
            "to see where cases wait"
        ),
        "no_call_backs": lambda: view.text(
            "No call-back is recorded here: hand over complaint_events, with first_call_back and second_call_back, to "
            "see what customers say of the answer"
        ),
        "none_told": lambda: view.text("Nobody of this selection has been told of a decision yet"),
        "nothing_before": lambda: view.text("There is nothing before this period to compare with"),
        "no_contacts": lambda: view.text(
            "No contacts are recorded within this selection: hand over contacts (enquiries, complaints, suggestions "
            "and praise, one by one or as counts) to see what customers want of the bank"
        ),
        "no_closing": lambda: view.text("No channel through which customers come has closed in these months"),
        "no_keys": lambda: view.text(
            "Who complained and who answered cannot be put beside each other here: hand over the same customer number "
            "(respondent_key) with complaints and with surveys; it is stored as a keyed hash only"
        ),
        "too_few_months": lambda: view.text(
            "Fewer than 24 months have both a score and a complaint rate: choose more units or a later period"
        ),
        "nothing_open": lambda: view.text("Every complaint here is decided, and the customer told."),
        "cut_too_fine": lambda: view.text(
            "This combination cannot be answered; remove the filter: {filters}", filters=filters
        ),
        "too_few_peers": lambda: view.text("Fewer than three units of this level are enough alike to compare with"),
        "no_matters": lambda: view.text("Nothing that asks for an answer is recorded within this selection"),
        "no_rules": lambda: view.text("No edition of the assessment's rules is in force at the end of this period"),
        "not_in_rules": lambda: view.text("The assessment's rules in force do not speak of this level"),
        "one_step": lambda: view.text("A journey of one step has no two steps that could fail together"),
        "one_touchpoint": lambda: view.text(
            "Fewer than two touchpoints were rated a hundred times here by those who answered the recommend question: "
            "choose a longer period or more units"
        ),
        "no_touchpoints": lambda: view.text(
            "This survey has no touchpoint ratings beside a recommend answer: there is nothing to hold against it"
        ),
        "all_alike": lambda: view.text("Everybody gave the same recommend answer: nothing can go along with it"),
        "no_satisfaction": lambda: view.text(
            "Fewer than two of these touchpoints have a satisfaction score that may be shown: they cannot be placed"
        ),
        "too_few_marks": lambda: view.text(
            "No touchpoint has a hundred ratings with ten low and ten top marks among them: choose a longer period"
        ),
        "one_part": lambda: view.text("There is no second unit or year with enough ratings to compare with"),
        "not_old_enough": lambda: view.text("Nothing of this period is old enough to tell"),
        "no_attributes": lambda: view.text(
            "No attributes of units are recorded: hand over unit_attributes (unit, attribute, first and last day), as "
            "of elderly-friendly or demonstration outlets, to see whether they got better from that day on"
        ),
        "undated_attributes": lambda: view.text(
            "Attributes of units are recorded, and none with a first day: without the day on which a unit became one "
            "there is no before. Hand over unit_attributes with from_on"
        ),
        "no_units_with_attribute": lambda: view.text("No unit of this selection became one: choose more units"),
        "none_of_them_comparable": lambda: view.text(
            "None of these units can be compared: each had it all along, or something else began or ended there in the "
            "same months"
        ),
    }
    return sentences[code]() if code in sentences else ""


LEAST_CHANCE = 0.01
"""Nearer to 0 or 1 than this a chance is told as "under" or "over": no sample can tell certainty."""


def probability(chance: float, view: View) -> str:
    """A chance (0…1) in whole per cent, never 0 or 100."""
    if chance < LEAST_CHANCE:
        return view.text("under 1%")
    if chance > 1 - LEAST_CHANCE:
        return view.text("over 99%")
    return f"{view.number(100 * chance)}%"


def too_few_alone(wider: tuple[str, ...], view: View) -> str:
    """What is only shown together with others, and what would be wide enough."""
    if wider == ("unit",):
        return view.text("Too few answers to be shown alone: choose a longer period or the unit above")
    if wider == ("month",):
        return view.text("Too few answers in a week to be shown alone: choose months")
    if wider == ("quarter",):
        return view.text("Too few answers in a month to be shown alone: choose a quarter")
    if wider == ("year",):
        return view.text("Too few answers in this period to be shown alone: choose a whole year")
    if wider == ("as_of",):
        return view.text("Too few answers for a day inside a period: choose the end of a month, quarter or year")
    filters = view.text(", ").join(dimension(name, view) for name in wider)
    if not filters:
        return view.text("Too few answers to be shown alone: choose a longer period")
    return view.text("Too few answers to be shown alone: remove the filter {filters}, or choose more", filters=filters)
