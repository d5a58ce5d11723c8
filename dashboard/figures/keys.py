"""What the marks of a figure mean, as it stands under the figure on the screen and in a file."""

from __future__ import annotations

from dashboard.figures.cases import cases_key
from dashboard.figures.complaints import crossed_key, on_time_key
from dashboard.figures.control import control_events, control_key
from dashboard.figures.driver_map import map_key
from dashboard.figures.drivers import drivers_key
from dashboard.figures.heat import heat_key
from dashboard.figures.pain_pairs import pairs_key
from dashboard.values import Answer
from dashboard.views import View


def key_of(answer: Answer, view: View, *, is_small: bool = False) -> tuple[list[str], ...]:
    """Lines of words; nothing for a figure that explains itself. Of a control chart the second line are its events."""
    if answer.question == "journeys.pain_pairs":
        lines = [pairs_key(view)]
    elif answer.question == "drivers.importance":
        lines = [map_key(answer, view)]
    elif answer.question in ("drivers.shares", "drivers.asymmetric", "drivers.stability"):
        lines = [drivers_key(answer, view)]
    elif answer.question == "complaints.on_time":
        lines = [on_time_key(view)]
    elif answer.question == "complaints.crossed":
        lines = [crossed_key(answer, view)]
    elif answer.question == "trend.control":
        lines = [control_key(answer, view), [] if is_small else control_events(answer, view)]
    elif answer.question == "overview.hurts":
        lines = [heat_key(view)]
    else:
        lines = [cases_key(answer, view)]
    return tuple(line for line in lines if line)
