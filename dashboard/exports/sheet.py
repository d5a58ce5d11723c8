"""One figure as it leaves the house: its finding, drawing, marks, footer and the table behind, ready for any format."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from dashboard.exports.tables import Row
from dashboard.values import EMPTY
from dashboard.views import View

WIDTH_PX = 960
"""How wide a sheet is on paper and as a picture: half a wide slide, at double density."""

COLUMNS = 3
"""How many small drawings stand side by side."""


@dataclass(frozen=True, slots=True)
class Look:
    """The colours and the letters of a sheet; text sizes go by ``size_px``, that of the figure's own text."""

    paper: str
    ink: str
    muted: str
    rule: str
    accent: str
    band: str
    fonts: str
    size_px: int


@dataclass(frozen=True, slots=True)
class Sheet:
    """What every format holds, made of released values alone. Everything is already in the reader's language."""

    name: str
    """The file's name without ending: letters, digits and dashes."""
    title: str
    """The finding."""
    view: View
    look: Look
    above: str = ""
    """What it is of."""
    said: tuple[str, ...] = ()
    figures: tuple[tuple[str, str], ...] = ()
    """Each drawing with what it is of (nothing where it stands alone): ``data``, ``layout`` and ``config`` as JSON.
    Several are small ones on one scale, side by side; none where there is a table only."""
    key: tuple[tuple[tuple[str, bool], ...], ...] = ()
    """What the marks mean: lines of words, each with whether a tint of the band stands before it."""
    footer: str = ""
    address: str = ""
    """Where the same is seen again: the page's address, or the command that answers it."""
    rows: Sequence[Row] = ()
    places: Mapping[str, int] = field(default_factory=lambda: EMPTY)
    """Decimals by column, for the eye."""
    summed: tuple[str, ...] = ()
    """Columns whose sum over the rows is true."""
    facts: Mapping[str, str] = field(default_factory=lambda: EMPTY)
    """Ids for a machine: measure, slice, interval_rule, comparisons, data_until, build …"""

    @property
    def visible_facts(self) -> tuple[str, ...]:
        """The lines at the foot of every format."""
        return tuple(each for each in (self.footer, self.address) if each)

    @property
    def told(self) -> dict[str, str]:
        """What a file says of itself beside its content; no number but those of the finding and the footer."""
        words = {"title": self.title, "about": self.above, "footer": self.footer, "address": self.address}
        return {name: told for name, told in {**words, **self.facts}.items() if told}

    def laid_out(self) -> dict[str, Any]:
        """What ``sheet.js`` lays out."""
        look = {
            "paper": self.look.paper,
            "ink": self.look.ink,
            "muted": self.look.muted,
            "rule": self.look.rule,
            "band": self.look.band,
            "fonts": self.look.fonts,
            "size": self.look.size_px,
        }
        return {
            "title": self.title,
            "above": self.above,
            "said": list(self.said),
            "drawings": [{"of": of, **json.loads(figure)} for of, figure in self.figures],
            "columns": COLUMNS,
            "key": [[list(word) for word in line] for line in self.key],
            "facts": list(self.visible_facts),
            "told": self.told,
            "look": look,
            "language": self.view.tag,
            "width": WIDTH_PX,
        }
