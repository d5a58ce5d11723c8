"""`draw`: the figure of an answer. One place that knows which family draws which question."""

from __future__ import annotations

from typing import Any

from dashboard.figures.activities import (
    draw_across,
    draw_attempts,
    draw_groups,
    draw_over_time,
    draw_turnaround,
)
from dashboard.figures.cases import draw_call_backs, draw_came_back, draw_shortened, draw_waits
from dashboard.figures.complaints import draw_causes, draw_crossed, draw_on_time
from dashboard.figures.control import draw_control
from dashboard.figures.dots import draw_assessment, draw_in_order, draw_series, draw_steps
from dashboard.figures.driver_map import draw_asymmetric, draw_importance
from dashboard.figures.drivers import draw_driver_shares, draw_stability
from dashboard.figures.effects import draw_effect, draw_portfolio
from dashboard.figures.facets import draw_bridge
from dashboard.figures.figure import Figure
from dashboard.figures.heat import draw_heat
from dashboard.figures.mix import draw_mix
from dashboard.figures.pain_pairs import draw_pain_pairs
from dashboard.figures.shares import draw_histogram, draw_shares
from dashboard.figures.standing import draw_bands, draw_standing
from dashboard.figures.suggestions import draw_adoption, draw_funnel
from dashboard.figures.voices import draw_rising, draw_telling, draw_theme, draw_themes, draw_together
from dashboard.values import Answer
from dashboard.views import View

_FAMILIES = {
    "trend.control": draw_control,
    "trend.why": draw_bridge,
    "trend.two": draw_series,
    "trend.shares": draw_shares,
    "trend.histogram": draw_histogram,
    "trend.mix": draw_mix,
    "series.by": draw_series,
    "overview.hurts": draw_heat,
    "assessment.units": draw_assessment,
    "assessment.lines": draw_assessment,
    "journeys.steps": draw_steps,
    "journeys.pain_pairs": draw_pain_pairs,
    "drivers.shares": draw_driver_shares,
    "drivers.importance": draw_importance,
    "drivers.asymmetric": draw_asymmetric,
    "drivers.stability": draw_stability,
    "units.standing": draw_standing,
    "units.bands": draw_bands,
    "suggestions.funnel": draw_funnel,
    "suggestions.adoption": draw_adoption,
    "suggestions.by_unit": draw_series,
    "voices.rising": draw_rising,
    "voices.telling": draw_telling,
    "voices.together": draw_together,
    "voices.themes": draw_themes,
    "voices.theme": draw_theme,
    "complaints.on_time": draw_on_time,
    "complaints.causes": draw_causes,
    "complaints.crossed": draw_crossed,
    "complaints.first_times": draw_waits,
    "complaints.hand_overs": draw_waits,
    "complaints.hand_overs_by_unit": draw_waits,
    "complaints.shortened": draw_shortened,
    "complaints.call_backs": draw_call_backs,
    "complaints.came_back": draw_came_back,
    "reviews.attempts": draw_attempts,
    "reviews.turnaround": draw_turnaround,
    "education.groups": draw_groups,
    "education.over_time": draw_over_time,
    "education.across": draw_across,
    "complaints.lagged": draw_in_order,
    "effects.portfolio": draw_portfolio,
    "effects.one": draw_effect,
    "effects.attribute": draw_effect,
}


def has_figure(answer: Answer) -> bool:
    """Whether the question is drawn at all; some are told as a table or in words."""
    return answer.question in _FAMILIES


def draw(answer: Answer, view: View, **how: Any) -> Figure:
    """The figure of an answer in a reader's view; ``how`` goes to the family (is_small, reference).

    KeyError for a question that has no figure. The figure carries no title: the finding stands above it as text.
    """
    return _FAMILIES[answer.question](answer, view, **how)
