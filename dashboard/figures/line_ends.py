"""Names at the ends of lines, which need no key beside the figure."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from dashboard.figures.theme import font_px
from dashboard.views import View

LOWEST = -100.0


def names_at_ends(ends: Iterable[tuple[float, str, str]], apart: float, view: View) -> list[dict[str, Any]]:
    """One annotation per line (where it ends, its name, its colour), from the lowest up; pushed ``apart`` where the
    lines end close together, in the unit of their axis."""
    notes, lowest = [], LOWEST
    for height, name, ink in sorted(ends):
        lowest = max(height, lowest + apart)
        notes.append(
            {
                "text": name,
                "xref": "paper",
                "x": 1,
                "xanchor": "left",
                "xshift": 6,
                "y": lowest,
                "yref": "y",
                "showarrow": False,
                "font": {"color": ink, "size": font_px(view)},
            }
        )
    return notes
