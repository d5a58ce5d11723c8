"""The layouts that survey systems export in, one module each; imports ``cells`` and, of the readers, ``headings``.

A new layout is one new module here; ``ORDER`` says when it is asked, and one that is not named there comes before the
plain one, which is what remains. A file that two layouts recognise is not taken until its description names one. It has

    NAME                          its name, as descriptions write it
    recognise(headers, rows)      why these headers and first rows are this layout, or None
    lay_out(headers, rows, answers)
                                  a LaidOut: what the columns are called and how a chunk of rows is tidied

``headers`` are the cells of the first row in the form they are compared in, ``rows`` the first rows below, as text.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Literal, Protocol, cast

import pandas as pd

Cells = Sequence[str]
Answers = Literal["auto", "text", "codes"]
"""How answers were exported: as the words of the options, or as their numbers; auto where nothing shows which."""


def _as_it_is(chunk: pd.DataFrame) -> pd.DataFrame:
    return chunk


@dataclass(frozen=True, slots=True)
class LaidOut:
    """What a layout makes of a file.

    ``columns``: one name per cell of the header; ``header_rows``: rows that are headers, the first included; ``tidy``:
    takes a chunk (text or missing) and returns it without what the survey system adds; ``note``: one line for people.
    ``answers``: text or codes where a system exports both, auto where it cannot be told; None where there is one way.
    ``questions``: what the file says that each column asks, where it says so beside the name; else empty.
    """

    columns: tuple[str, ...]
    header_rows: int = 1
    tidy: Callable[[pd.DataFrame], pd.DataFrame] = field(default=_as_it_is)
    note: str = ""
    answers: Answers | None = None
    questions: tuple[str, ...] = ()


class Layout(Protocol):
    """What a module of this package offers."""

    NAME: str

    @staticmethod
    def recognise(headers: Cells, rows: Sequence[Cells]) -> str | None: ...

    @staticmethod
    def lay_out(headers: Cells, rows: Sequence[Cells], answers: Answers) -> LaidOut: ...


def _discover() -> Mapping[str, Layout]:
    names = {module.name for module in pkgutil.iter_modules(__path__)}
    others = sorted(names - {*ORDER, PLAIN})
    modules = [cast(Layout, importlib.import_module(f"{__name__}.{name}")) for name in (*ORDER, *others, PLAIN)]
    return MappingProxyType({module.NAME: module for module in modules})


PLAIN = "plain"
ORDER = (
    "spss",  # known by its first bytes
    "qualtrics",  # a mark of its own
    "surveymonkey",
    "typeform",
    "limesurvey",
    "microsoft_forms",
    "surveygizmo",
    "wenjuanxing",
    "wenjuanwang",
    "tengxunwenjuan",
    "google_forms",  # one column of its own
)
"""The order in which layouts are asked and named, the surest first."""
LAYOUTS: Mapping[str, Layout] = _discover()
"""Every layout by its name, in the order in which they are asked; ``plain`` is what a file has that none recognises."""
