"""A table with two sides as small figures on one scale, side by side where there is room."""

from __future__ import annotations

from dashboard import verdicts
from dashboard.components import panel
from dashboard.components.context import Context
from dashboard.components.plot import Plot
from dashboard.figures import reading
from dashboard.figures.facets import draw_facet
from dashboard.values import Answer

COLUMNS = 3


def show_facets(answer: Answer, context: Context, *, key: str, kicker: str = "") -> None:
    """One small figure per member of the second side; then the footer, the table behind and the file."""
    view = context.view
    plots: list[Plot] = []
    sentences: list[str] = []
    if not answer.missing:
        title = verdicts.title(answer, view)
        beside = str(answer.chart["beside"])
        for number, member in enumerate(answer.chart["members"] or ("",)):
            name = reading.label(beside, member, answer, view) if beside else ""
            figure = draw_facet(answer, view, member=member)
            plots.append(Plot(figure, f"{title}: {name}" if name else title, f"huiyin-{key}-{number}", name))
        if left_out := int(answer.chart["left_out"]):
            sentences.append(view.text("{count} more are not drawn: narrow the selection to see them.", count=left_out))
    columns = COLUMNS if len(plots) > 1 else 1
    panel.show_several(answer, context, plots, key=key, columns=columns, kicker=kicker, sentences=tuple(sentences))
