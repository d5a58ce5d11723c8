"""Suggestions: what was suggested, adopted and done, how long it took, whether it helped; and what is improved."""

from __future__ import annotations

from functools import partial

import streamlit as st

from dashboard import finding_words
from dashboard.answers import effects, reinspection, suggestion_flow, suggestions
from dashboard.components import panel
from dashboard.components.context import Context, current
from dashboard.components.effect import show_effects
from dashboard.components.improvement_list import show_improvements
from dashboard.components.ledger import ledger_of
from dashboard.components.side_by_side import side_by_side
from dashboard.components.suggestion import grouping_now, show_group_table, show_unfinished, show_waiting
from dashboard.components.words import show_title


def show(context: Context) -> None:
    """The funnel, adoption by age with what is still open, the waiting, what is still to be done and by whom, where
    they come from, whether what was adopted helped; and the improvement list."""
    view = context.view
    asked = (context.build, context.chosen, context.scope)
    answers = side_by_side(
        adoption=partial(suggestions.adoption, *asked),
        groups=partial(suggestions.by, grouping_now(), *asked),
        waiting=partial(suggestion_flow.waiting, *asked),
        unfinished=partial(suggestion_flow.unfinished, *asked),
        rates=partial(suggestion_flow.per_staff_and_customers, *asked),
        effects=partial(effects.portfolio, *asked),
    )
    show_title(view.text("Suggestions"), view.text("What was suggested, what was adopted, and what is stuck?"))
    funnel, adoption = st.columns(2, gap="large")
    with funnel:
        answer = suggestions.funnel(*asked, proven=effects.proven_on(answers["effects"]))
        said = () if answer.missing else finding_words.beside_funnel(answer, view)
        panel.show(answer, context, key="funnel", kicker=view.text("From submitted to proven"), sentences=said)
    with adoption:
        panel.show(answers["adoption"], context, key="adoption", kicker=view.text("Adopted by age of the suggestion"))
    show_waiting(answers["waiting"], answers["rates"], context)
    show_unfinished(answers["unfinished"], context)
    show_group_table(answers["groups"], context)
    show_effects(answers["effects"], lambda suggestion: effects.one(suggestion, *asked), context)
    ledger = ledger_of(context)
    show_improvements(context, lambda each: reinspection.of_improvement(each, ledger, *asked))


show(current())
