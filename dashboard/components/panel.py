"""A figure with everything that belongs to it: the finding as its title, its footer, the table behind and the file."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from html import escape
from typing import Any

import streamlit as st

from dashboard import verdicts
from dashboard.components.context import Context
from dashboard.components.definition import definition
from dashboard.components.ledger import MEASURES_OF_IMPROVEMENTS, show_draft_button
from dashboard.components.plot import show_plot
from dashboard.components.table import Rows, footer_text, rows_of, show_rows, to_csv
from dashboard.figures.complaints import crossed_key, on_time_key
from dashboard.figures.control import BAND, control_events, control_key
from dashboard.figures.drawing import draw
from dashboard.figures.driver_map import map_key
from dashboard.figures.drivers import drivers_key
from dashboard.figures.pain_pairs import pairs_key
from dashboard.values import Answer

MOST_NUMBERS_KEPT = 24
_BAND = '<i class="hy-band" aria-hidden="true"></i> '


def show(
    answer: Answer,
    context: Context,
    *,
    key: str,
    kicker: str = "",
    sentences: tuple[str, ...] = (),
    rows: Rows | None = None,
    other_places: Mapping[str, int] | None = None,
    on_chosen: Callable[[tuple[str, ...]], None] | None = None,
    **how: Any,
) -> None:
    """One answer as a figure; an answer with nothing to show says what is missing. ``how`` goes to the figure.

    ``on_chosen`` is told what is selected in it (a click, a tap, a box): the ids of units, or the first days of points.

    ``rows`` makes the table behind in place of the answer's values, where a table has more to say; its columns of
    another measure have ``other_places``, decimals by column.
    """
    view = context.view
    title = verdicts.title(answer, view)
    with st.container(key=f"panel-{key}"):
        if answer.missing:
            show_heading(kicker, verdicts.missing(answer, view), sentences, is_missing=True)
            return
        show_heading(kicker, title, sentences)
        show_figure(answer, context, key=key, alt=f"{kicker}: {title}" if kicker else title, on_chosen=on_chosen, **how)
        _key(answer, context, is_small=bool(how.get("is_small")))
        show_foot(answer, context, key=key, rows=rows, other_places=other_places, finding=title)


def show_figure(
    answer: Answer,
    context: Context,
    *,
    key: str,
    alt: str,
    on_chosen: Callable[[tuple[str, ...]], None] | None = None,
    **how: Any,
) -> None:
    """The figure alone."""
    figure = draw(answer, context.view, **how)
    show_plot(figure, context.view, key=f"figure-{key}", alt=alt, file_name=f"huiyin-{key}", on_chosen=on_chosen)


def _key(answer: Answer, context: Context, *, is_small: bool) -> None:
    """What the marks of a control chart mean, and which events its numbers are; what those of a matrix mean."""
    if answer.question == "journeys.pain_pairs":
        lines = [pairs_key(context.view)]
    elif answer.question == "drivers.importance":
        lines = [map_key(answer, context.view)]
    elif answer.question in ("drivers.shares", "drivers.asymmetric", "drivers.stability"):
        lines = [drivers_key(answer, context.view)]
    elif answer.question == "complaints.on_time":
        lines = [on_time_key(context.view)]
    elif answer.question == "complaints.crossed":
        lines = [crossed_key(answer, context.view)]
    elif answer.question == "trend.control":
        lines = [control_key(answer, context.view)]
        if not is_small:
            lines.append(control_events(answer, context.view))
    else:
        return
    st.html("".join(f'<p class="hy-key">{_spans(words)}</p>' for words in lines if words))


def _spans(words: list[str]) -> str:
    return "".join(
        f"<span>{_BAND if word.startswith(BAND) else ''}{escape(word.removeprefix(BAND))}</span>" for word in words
    )


def show_foot(
    answer: Answer,
    context: Context,
    *,
    key: str,
    rows: Rows | None = None,
    other_places: Mapping[str, int] | None = None,
    finding: str = "",
) -> None:
    """The footer line; one click away each: what the measure is, the table behind with its file, and a draft of the
    ``finding``, if any."""
    with st.container(key=f"foot-{key}", horizontal=True, vertical_alignment="top", gap="small"):
        words = escape(footer_text(answer, context))
        st.html(f'<p class="hy-foot">{words}</p>{definition(answer.measure, context)}', width="stretch")
        _show_table(answer, context, key, rows, other_places)
        if finding and answer.values:
            _put_aside(answer, context, key, finding)


@st.fragment
def _show_table(
    answer: Answer,
    context: Context,
    key: str,
    rows: Rows | None,
    other_places: Mapping[str, int] | None,
) -> None:
    """The table behind and its file, made when it is opened: most are not, and a page has a dozen."""
    view = context.view
    opening = st.popover(view.text("Table"), key=f"table-{key}", width="content", on_change="rerun")
    if not opening.open:
        return
    with opening:
        shown = rows_of(answer, answer.values, context) if rows is None else rows()
        show_rows(shown, answer, key=f"rows-{key}", alt=verdicts.title(answer, view), other_places=other_places)
        if context.scope.may_export:
            st.download_button(
                view.text("Download as CSV"),
                data=to_csv(shown, footer_text(answer, context)),
                file_name=f"huiyin-{key}.csv",
                mime="text/csv",
                key=f"csv-{key}",
                on_click="ignore",
            )
        files = view.text("The files behind this build")
        st.page_link("pages/data.py", label=files, query_params=context.address())


def _put_aside(answer: Answer, context: Context, key: str, finding: str) -> None:
    """The finding as it is seen now, to the improvement list; with the values that were released for it."""
    units = context.chosen.units
    shown = [value for value in answer.values if value.shown != "hidden"][-MOST_NUMBERS_KEPT:]
    show_draft_button(
        context,
        key=key,
        kind=answer.question,
        title=finding,
        numbers={" ".join(member for _, member in value.key) or value.measure: value.score for value in shown},
        measure=answer.measure if answer.measure in MEASURES_OF_IMPROVEMENTS else "",
        unit_id=units[0] if len(units) == 1 else "",
    )


def show_heading(kicker: str, title: str, sentences: tuple[str, ...], *, is_missing: bool = False) -> None:
    """The finding of an answer as the title of its panel, what it is of above and what to know of it below."""
    above = f'<p class="hy-kicker">{escape(kicker)}</p>' if kicker else ""
    below = "".join(f'<p class="hy-say">{escape(sentence)}</p>' for sentence in sentences if sentence)
    if is_missing:
        st.html(f'{above}<div class="hy-notice" role="status">{escape(title)}</div>{below}')
    else:
        st.html(f'{above}<h2 class="hy-find">{escape(title)}</h2>{below}')
