"""Answers as pictures: `draw(answer, view)` for every question; imports plotly and the frozen values, no statistics."""

from __future__ import annotations
