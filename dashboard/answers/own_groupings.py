"""Groupings of a measure that are a question of their own: `reviews --by attempt`, `complaints --by limit` …"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from dashboard.answers import (
    complaint_calls,
    complaint_clock,
    complaint_references,
    complaint_scores,
    complaint_waits,
    contacts,
    driver_stability,
    drivers,
    education,
    escalation,
    index_nodes,
    journeys,
    pain_pairs,
    reviews,
    suggestions,
    trend,
)
from dashboard.queries.builds import Build
from dashboard.scopes import Scope
from dashboard.slices import Slice
from dashboard.values import Answer

BY_QUESTION: Mapping[tuple[str, str | None], Callable[[Build, Slice, Scope], Answer]] = {
    ("index", "node"): index_nodes.nodes,
    ("nps", "part"): trend.shares,
    ("nps", "score"): trend.histogram,
    ("satisfaction", "step"): journeys.steps,
    ("suggestions_submitted", "stage"): suggestions.funnel,
    ("complaints", "limit"): complaint_clock.on_time,
    ("complaints", "state"): complaint_clock.to_answer,
    ("complaints", "first_time"): complaint_waits.first_times,
    ("complaints", "hand_over"): complaint_waits.hand_overs,
    ("complaints", "change"): complaint_waits.shortened,
    ("complaints", "call_back"): complaint_calls.call_backs,
    ("complaints", "repeat"): complaint_calls.came_back,
    ("complaints", "chased"): escalation.chased,
    ("complaints", "published"): complaint_references.beside_published,
    ("complaints", "closed"): contacts.closed,
    ("complaints", "silent"): complaint_scores.silent,
    ("complaints", "lag"): complaint_scores.lagged,
    ("complaints_escalated", "line"): escalation.escalated,
    ("reviews", "found"): reviews.how_many,
    ("reviews", "attempt"): reviews.attempts,
    ("reviews", "days"): reviews.turnaround,
    ("education", "reached"): education.how_many,
    ("education", "group"): education.across,
    ("education", "none"): education.none_held,
    ("adoption", "age"): suggestions.adoption,
    ("adoption", "unit"): suggestions.by_unit,
    ("drivers", None): drivers.shares,
    ("drivers", "importance"): drivers.importance,
    ("drivers", "asymmetry"): drivers.asymmetric,
    ("drivers", "part"): driver_stability.parts,
    ("pain_pairs", None): pain_pairs.pairs,
}
"""Groupings that are a question of their own (None: without one); every other ``--by`` puts members side by side."""
