"""An answer as the sheet that every file is made from, and the sheet as a file: the one way out for all faces.

The screen and the terminal hand over the same answer and get the same file; neither writes one of its own.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any, Literal, get_args
from urllib.parse import urlencode

from dashboard import verdicts
from dashboard.behind import Rows, rows_of
from dashboard.exports import chromium
from dashboard.exports.drawings import Drawn, drawn
from dashboard.exports.sheet import Look, Sheet
from dashboard.exports.tables import places_of, to_csv, to_parquet
from dashboard.exports.web_page import to_web_page
from dashboard.exports.workbook import to_workbook
from dashboard.figures import library
from dashboard.figures.control import BAND
from dashboard.figures.drawing import draw, has_figure
from dashboard.figures.figure import Figure, written
from dashboard.figures.keys import key_of
from dashboard.figures.theme import FONTS, config, font_px, palette
from dashboard.slices import to_address
from dashboard.values import Answer
from dashboard.views import View

Kind = Literal["png", "svg", "pdf", "html", "csv", "xlsx", "parquet"]
KINDS: tuple[Kind, ...] = get_args(Kind)
DRAWN: tuple[Drawn, ...] = ("png", "svg", "pdf")
"""Kinds that a browser draws."""
OF_FIGURES: tuple[Kind, ...] = (*DRAWN, "html")
"""Kinds that a table without a figure does not have."""
_PAGE_FONT = "'Source Sans', "
"""The page brings this font along; a file does not, and what it has in its place has to be measured."""
_DISJOINT = frozenset(
    {"week", "month", "quarter", "year", "line", "channel", "product", "age_band", "is_new_citizen", "tier"}
)
"""Dimensions whose members never share an answer, so that counts of answers may be added over them."""
_NOT_IN_A_NAME = "abcdefghijklmnopqrstuvwxyz0123456789-"


def sheet_of(
    answer: Answer,
    view: View,
    *,
    name: str,
    address: str = "",
    above: str = "",
    said: Sequence[str] = (),
    title: str = "",
    figures: Sequence[tuple[str, Figure]] | None = None,
    rows: Rows | None = None,
    other_places: Mapping[str, int] | None = None,
    **how: Any,
) -> Sheet:
    """The sheet of one answer as it is seen: ``figures`` where the page drew its own (each after what it is of),
    else the answer's (``how`` goes to it), ``rows`` where the page made a table of its own. A missing answer is a sheet
    that says why.
    """
    if figures is None:
        figures = [("", draw(answer, view, **how))] if not answer.missing and has_figure(answer) else []
    behind = (rows_of(answer, answer.values, view) if rows is None else rows()) if not answer.missing else []
    plain = "".join(letter if letter in _NOT_IN_A_NAME else "-" for letter in name.lower().replace("_", "-")).strip("-")
    return Sheet(
        name=plain or "figure",
        title=title or verdicts.title(answer, view),
        view=view,
        look=look_of(view),
        above=above,
        said=tuple(sentence for sentence in said if sentence),
        figures=tuple(
            (of, written(each, config(view, f"huiyin-{plain}")).replace(_PAGE_FONT, "")) for of, each in figures
        ),
        key=_key(answer, view, is_small=bool(how.get("is_small"))) if figures else (),
        footer=verdicts.footer(answer, view),
        address=address,
        rows=behind,
        places=places_of(behind, answer.decimals, other_places),
        summed=_summed(answer, view) if rows is None else (),
        facts=facts_of(answer),
    )


def look_of(view: View) -> Look:
    """Colours and letters of a reader's view."""
    colours = palette(view)
    return Look(
        paper=colours.paper,
        ink=colours.ink,
        muted=colours.muted,
        rule=colours.rule,
        accent=colours.accent,
        band=colours.band,
        fonts=FONTS.replace(_PAGE_FONT, ""),
        size_px=font_px(view),
    )


def facts_of(answer: Answer) -> dict[str, str]:
    """What a machine may read of an answer in any file: ids and rules, and no number that the gate released."""
    foot = answer.footer
    return {
        "question": answer.question,
        "measure": answer.measure,
        "bank": foot.bank,
        "is_example": "yes" if foot.is_example else "no",
        "slice": urlencode(to_address(answer.slice), doseq=True) or "all",
        "period": str(foot.period) if foot.period else "",
        "interval_rule": foot.interval_rule,
        "comparisons": str(foot.comparisons),
        "notes": " ".join(foot.notes),
        "as_of": foot.as_of or "",
        "data_until": foot.data_until,
        "build": foot.build,
    }


def kinds_of(sheet: Sheet) -> tuple[Kind, ...]:
    """The formats a sheet has: those of figures only where there is one, tables only where there are rows."""
    return tuple(kind for kind in KINDS if (bool(sheet.figures) if kind in OF_FIGURES else bool(sheet.rows)))


def file_of(sheet: Sheet, kind: Kind) -> bytes:
    """One sheet in one format. PictureError where it would have to be drawn and this machine cannot."""
    (_, _, data), *_ = files_of([sheet], [kind])
    return data


def files_of(sheets: Sequence[Sheet], kinds: Collection[Kind]) -> Iterator[tuple[Sheet, Kind, bytes]]:
    """Every sheet in every wished format that it has, as they are made; one browser draws them all.

    PictureError where something is to be drawn and this machine cannot.
    """
    for kind in KINDS:
        if kind in kinds and kind not in DRAWN:
            yield from ((sheet, kind, _plain(sheet, kind)) for sheet in sheets if kind in kinds_of(sheet))
    wished = [kind for kind in DRAWN if kind in kinds]
    pictured = [sheet for sheet in sheets if sheet.figures]
    if wished and pictured:
        yield from ((each.sheet, each.kind, each.data) for each in drawn(pictured, wished, library.text()))


def can_draw() -> bool:
    """Whether this machine draws pictures by itself."""
    return chromium.can_draw()


def _plain(sheet: Sheet, kind: Kind) -> bytes:
    if kind == "csv":
        return to_csv(sheet.rows, sheet.title, *sheet.visible_facts)
    if kind == "xlsx":
        return to_workbook(sheet)
    if kind == "parquet":
        return to_parquet(sheet.rows, sheet.told)
    return to_web_page(sheet, library.text())


def _key(answer: Answer, view: View, *, is_small: bool) -> tuple[tuple[tuple[str, bool], ...], ...]:
    return tuple(
        tuple((word.removeprefix(BAND), word.startswith(BAND)) for word in line if word)
        for line in key_of(answer, view, is_small=is_small)
    )


def _summed(answer: Answer, view: View) -> tuple[str, ...]:
    """The columns of counts that may be added: of groups that share no answer, all of them shown with their base."""
    if answer.question != "series.by" or str(answer.chart.get("dimension")) not in _DISJOINT:
        return ()
    if any(value.base is None or value.base_of != "responses" for value in answer.values) or len(answer.values) < 2:
        return ()
    return (view.text("Base"),)
