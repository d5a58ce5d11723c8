"""A figure with everything that belongs to it: the finding as its title, its footer, the table behind and the file."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from html import escape
from typing import Any

import streamlit as st

from dashboard import verdicts
from dashboard.behind import Rows
from dashboard.components import export
from dashboard.components.context import Context
from dashboard.components.definition import definition
from dashboard.components.ledger import MEASURES_OF_IMPROVEMENTS, put_draft, show_put
from dashboard.components.plot import Action, Plot, Words, show_panel
from dashboard.components.table import footer_text, rows_of, show_rows
from dashboard.components.words import unmarked
from dashboard.figures.control import BAND
from dashboard.figures.drawing import draw
from dashboard.figures.keys import key_of
from dashboard.sheets import sheet_of
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
    if answer.missing:
        head = heading(kicker, verdicts.missing(answer, view), sentences, is_missing=True)
        show_panel(view, key=f"panel-{key}", words=Words(head=head))
        return
    title = verdicts.title(answer, view)
    alt = f"{kicker}: {title}" if kicker else title
    show_panel(
        view,
        key=f"panel-{key}",
        words=Words(
            head=heading(kicker, title, sentences),
            key=_key(answer, context, is_small=bool(how.get("is_small"))),
            **_foot(answer, context),
        ),
        plots=[Plot(draw(answer, view, **how), alt, f"huiyin-{key}")],
        actions=actions(
            answer,
            context,
            key=key,
            rows=rows,
            other_places=other_places,
            finding=title,
            above=kicker,
            said=sentences,
            **how,
        ),
        on_chosen=on_chosen,
    )


def show_figure(
    answer: Answer,
    context: Context,
    *,
    key: str,
    alt: str,
    on_chosen: Callable[[tuple[str, ...]], None] | None = None,
    is_exported: bool = False,
    **how: Any,
) -> None:
    """The figure alone; ``is_exported`` where it is not one of those that a foot elsewhere exports."""
    plot = Plot(draw(answer, context.view, **how), alt, f"huiyin-{key}")
    doable = _export(answer, context, key=key, title=alt, **how) if is_exported else []
    show_panel(context.view, key=f"figure-{key}", plots=[plot], on_chosen=on_chosen, actions=doable)


def show_several(
    answer: Answer,
    context: Context,
    plots: Sequence[Plot],
    *,
    key: str,
    columns: int,
    kicker: str = "",
    sentences: tuple[str, ...] = (),
) -> None:
    """One answer as several figures side by side; without any, it says what is missing."""
    view = context.view
    if answer.missing:
        head = heading(kicker, verdicts.missing(answer, view), (), is_missing=True)
        show_panel(view, key=f"panel-{key}", words=Words(head=head))
        return
    told = "".join(f'<p class="hy-say">{escape(sentence)}</p>' for sentence in sentences)
    show_panel(
        view,
        key=f"panel-{key}",
        words=Words(head=heading(kicker, verdicts.title(answer, view), ()), key=told, **_foot(answer, context)),
        plots=plots,
        columns=columns,
        actions=actions(
            answer,
            context,
            key=key,
            above=kicker,
            said=sentences,
            figures=[(plot.name, plot.figure) for plot in plots],
        ),
    )


def show_foot(
    answer: Answer,
    context: Context,
    *,
    key: str,
    rows: Rows | None = None,
    other_places: Mapping[str, int] | None = None,
    finding: str = "",
    **sheet: Any,
) -> None:
    """The footer line; one click away each: what the measure is, the table behind, the files, and a draft of the
    ``finding``, if any. ``sheet`` says what the files hold beside the answer, as ``sheets.sheet_of`` takes it."""
    doable = actions(answer, context, key=key, rows=rows, other_places=other_places, finding=finding, **sheet)
    show_panel(context.view, key=f"foot-{key}", words=Words(**_foot(answer, context)), actions=doable)


def actions(
    answer: Answer,
    context: Context,
    *,
    key: str,
    rows: Rows | None = None,
    other_places: Mapping[str, int] | None = None,
    finding: str = "",
    **sheet: Any,
) -> list[Action]:
    """What can be done with an answer, in the order of the words to click on. A new one has its place here."""
    view = context.view
    doable = [
        Action("table", view.text("Table"), shown=partial(_show_table, answer, context, key, rows, other_places)),
        *_export(answer, context, key=key, rows=rows, other_places=other_places, **sheet),
    ]
    if finding and answer.values and context.scope.may_edit:
        doable.append(
            Action(
                "draft",
                view.text("Put on the improvement list"),
                done=partial(_put_aside, answer, context, key, finding),
                shown=partial(show_put, view, key),
            )
        )
    return doable


def _export(answer: Answer, context: Context, *, key: str, **sheet: Any) -> list[Action]:
    """The files, where the reader may take any out."""
    make = partial(
        sheet_of, answer, context.view, name=f"{context.page}-{key}", address=export.address_of(context), **sheet
    )
    if answer.missing or not export.offer(context, key, make):
        return []
    return [Action("export", context.view.text("Export"), shown=partial(export.show_formats, context, key, make))]


def _foot(answer: Answer, context: Context) -> dict[str, str]:
    foot = f'<p class="hy-foot">{escape(footer_text(answer, context))}</p>'
    return {"foot": foot, "definition": definition(answer.measure, context)}


def _key(answer: Answer, context: Context, *, is_small: bool) -> str:
    """What the marks of a control chart mean, and which events its numbers are; what those of a matrix mean."""
    return "".join(
        f'<p class="hy-key">{_spans(words)}</p>' for words in key_of(answer, context.view, is_small=is_small)
    )


def _spans(words: list[str]) -> str:
    return "".join(
        f"<span>{_BAND if word.startswith(BAND) else ''}{escape(word.removeprefix(BAND))}</span>" for word in words
    )


def _show_table(
    answer: Answer,
    context: Context,
    key: str,
    rows: Rows | None,
    other_places: Mapping[str, int] | None,
) -> None:
    """The table behind and its file, made when somebody asks: most are not asked for, and a page has a dozen."""
    view = context.view
    title = verdicts.title(answer, view)

    def table() -> None:
        shown = rows_of(answer, answer.values, context) if rows is None else rows()
        show_rows(shown, answer, key=f"rows-{key}", alt=title, other_places=other_places)
        with st.container(horizontal=True, vertical_alignment="center", gap="medium"):
            if context.scope.may_export:
                export.show_csv(context, answer, shown, key=key, name=key)
            files = view.text("The files behind this build")
            st.page_link("pages/data.py", label=files, query_params=context.address())

    st.dialog(unmarked(title), width="large")(table)()


def _put_aside(answer: Answer, context: Context, key: str, finding: str) -> None:
    """The finding as it is seen now, to the improvement list; with the values that were released for it."""
    units = context.chosen.units
    shown = [value for value in answer.values if value.shown != "hidden"][-MOST_NUMBERS_KEPT:]
    put_draft(
        context,
        key=key,
        kind=answer.question,
        title=finding,
        numbers={" ".join(member for _, member in value.key) or value.measure: value.score for value in shown},
        measure=answer.measure if answer.measure in MEASURES_OF_IMPROVEMENTS else "",
        unit_id=units[0] if len(units) == 1 else "",
    )


def show_heading(kicker: str, title: str, sentences: tuple[str, ...], *, is_missing: bool = False) -> None:
    """The same heading above something that is no figure."""
    st.html(heading(kicker, title, sentences, is_missing=is_missing))


def heading(kicker: str, title: str, sentences: tuple[str, ...], *, is_missing: bool = False) -> str:
    """The finding of an answer as the title of its panel, what it is of above and what to know of it below."""
    above = f'<p class="hy-kicker">{escape(kicker)}</p>' if kicker else ""
    below = "".join(f'<p class="hy-say">{escape(sentence)}</p>' for sentence in sentences if sentence)
    if is_missing:
        return f'{above}<div class="hy-notice" role="status">{escape(title)}</div>{below}'
    return f'{above}<h2 class="hy-find">{escape(title)}</h2>{below}'
