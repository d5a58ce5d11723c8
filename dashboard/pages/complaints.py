"""Complaints: how many per customer, about what, how fast, how late? For the experience team, half a day a week.

Six views, each one question, in the address as ``view``: how many for the bank's size, whether that moved and where;
how fast and how late, with the list to work through; where cases wait on their way and what came after the answer;
about what; what else customers came for; and beside the scores.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial

import streamlit as st

from dashboard import verdicts
from dashboard.answers import (
    complaint_calls,
    complaint_cases,
    complaint_clock,
    complaint_references,
    complaint_scores,
    complaint_waits,
    complaint_work,
    complaints,
    contacts,
    escalation,
    standing,
    trend,
)
from dashboard.components import cases, complaint_rates
from dashboard.components import complaint_references as references
from dashboard.components import complaint_scores as scores
from dashboard.components import complaint_work as work
from dashboard.components import complaints as shown
from dashboard.components import contacts as reached
from dashboard.components.branches import choose_shown
from dashboard.components.chosen_here import asked_for
from dashboard.components.context import Context, current
from dashboard.components.side_by_side import side_by_side
from dashboard.components.style import apply_sheet
from dashboard.components.words import show_notice, show_title


def show(context: Context) -> None:
    """The title, what is looked at, and that."""
    view = context.view
    apply_sheet("data")
    show_title(view.text("Complaints"), view.text("How many per customer, about what, how fast, and how late?"))
    names = {
        "many": view.text("How many"),
        "speed": view.text("How fast, how late"),
        "way": view.text("On their way, and afterwards"),
        "about": view.text("About what"),
        "contacts": view.text("What else they came for"),
        "scores": view.text("Beside the scores"),
    }
    looked_at = asked_for(context, "view", tuple(names), "many")
    choose_shown(context, "view", list(names), looked_at, names.get, "many", view.text("What is looked at"))
    VIEWS[looked_at](context)


def show_how_many(context: Context) -> None:
    """Counts and the chosen rate in both readings, beside bulletins; over time; what went past the bank; units."""
    per, agents = complaint_rates.chosen_rate(context)
    measure, level = complaints.measure_of(per, agents), complaint_rates.chosen_level(context)
    asked = (context.build, context.chosen, context.scope)
    answers = side_by_side(
        how_many=partial(complaints.how_many, *asked),
        closed=partial(contacts.closed, *asked),
        control=partial(trend.control, measure, *asked),
        escalated=partial(escalation.escalated, *asked),
        **(
            {"published": partial(complaint_references.beside_published, *asked)} if per in references.BULLETINS else {}
        ),
        **({"units": partial(standing.of, measure, level, *asked)} if level else {}),
    )
    if not answers["how_many"].missing:
        complaint_rates.show_choices(context)
    complaint_rates.show_how_many(answers["how_many"], context, per, agents)
    if answers["how_many"].missing:
        return
    references.show(answers.get("published"), context, per)
    reached.show_closed(answers["closed"], context, is_alone=False)
    left, right = st.columns([3, 2], gap="large")
    with left:
        complaint_rates.show_over_time(answers["control"], context)
    with right:
        complaint_rates.show_escalated(answers["escalated"], context)
    complaint_rates.show_standing(answers.get("units"), context)


def show_speed(context: Context) -> None:
    """The curve with both limits, the list to work through, the daily chase list, and where the work lies."""
    asked = (context.build, context.chosen, context.scope)
    answers = side_by_side(
        on_time=partial(complaint_clock.on_time, *asked),
        to_answer=partial(complaint_clock.to_answer, *asked),
        chased=partial(escalation.chased, *asked),
        heaped=partial(complaint_work.heaped, work.chosen_heap(context), *asked),
    )
    shown.show_on_time(answers["on_time"], context)
    if answers["on_time"].missing in ("no_complaints", "no_clocks", "cut_too_fine"):
        return
    work.show_to_answer(answers["to_answer"], context)
    work.show_chased(answers["chased"], context)
    work.show_heaped(answers["heaped"], context)


def show_way(context: Context) -> None:
    """The four first times, hand-overs, what got shorter, call-backs, and who came back."""
    asked = (context.build, context.chosen, context.scope)
    answers = side_by_side(
        first_times=partial(complaint_waits.first_times, *asked),
        hand_overs=partial(complaint_waits.hand_overs, *asked),
        hand_overs_by_unit=partial(complaint_waits.hand_overs_by_unit, *asked),
        shortened=partial(complaint_waits.shortened, *asked),
        call_backs=partial(complaint_calls.call_backs, *asked),
        came_back=partial(complaint_calls.came_back, *asked),
    )
    if answers["first_times"].missing:
        view, why = context.view, verdicts.missing(answers["first_times"], context.view)
        to_hand_over = view.text(
            "Hand over complaints one by one, with the days of receipt, decision and telling, to see it."
        )
        show_notice(why, *([to_hand_over] if answers["first_times"].missing == "no_clocks" else []))
        return
    cases.show(answers, context)


def show_about(context: Context) -> None:
    """Causes by number, where which, and the complaints of one of them."""
    asked = (context.build, context.chosen, context.scope)
    answers = side_by_side(
        causes=partial(complaints.causes, *asked),
        crossed=partial(complaints.crossed, *asked, shown.crossed_by(context)),
        **(
            {}
            if (cause := shown.chosen_cause(context)) is None
            else {"cases": partial(complaint_cases.of_cause, cause, *asked)}
        ),
    )
    shown.show_about(answers["causes"], answers["crossed"], context)
    shown.show_cases(answers["causes"], answers.get("cases"), context)


def show_contacts(context: Context) -> None:
    """Enquiries, complaints, suggestions and praise; and whether a channel closed."""
    asked = (context.build, context.chosen, context.scope)
    answers = side_by_side(by_kind=partial(contacts.by_kind, *asked), closed=partial(contacts.closed, *asked))
    reached.show_by_kind(answers["by_kind"], context)
    reached.show_closed(answers["closed"], context)


def show_scores(context: Context) -> None:
    """The silent ones, and what runs before what."""
    asked = (context.build, context.chosen, context.scope)
    answers = side_by_side(
        silent=partial(complaint_scores.silent, *asked), lagged=partial(complaint_scores.lagged, *asked)
    )
    scores.show_silent(answers["silent"], context)
    scores.show_lagged(answers["lagged"], context)


VIEWS: Mapping[str, Callable[[Context], None]] = {
    "many": show_how_many,
    "speed": show_speed,
    "way": show_way,
    "about": show_about,
    "contacts": show_contacts,
    "scores": show_scores,
}


show(current())
