"""What loading and asking cost by how many responses there are: as rows, as a table, and drawn."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

import plotly.graph_objects as go

LINES = {
    "load_s": ("load", 1.0),
    "load_cpu_s": ("load, of the processor", 1.0),
    "page_ms, facts": ("page from the facts", 1000.0),
    "page_ms, pandas": ("page from a pandas frame", 1000.0),
    "page_ms, marts": ("page from the marts", 1000.0),
    "page_ms, floor": ("as many `select 1`", 1000.0),
}
"""Columns of a row -> what the line is called, and how many of its units are a second."""


def rows(figures: Mapping[str, Any]) -> list[dict[str, Any]]:
    """What loading and asking cost by how many responses there are: seconds, processor seconds, MiB, and
    ms of a page of the whole bank, the only one that every contender was asked at every size."""
    sizes = sorted({row["responses"] for name in ("ingestion", "queries") for row in figures.get(name, ())})
    told = []
    for size in sizes:
        row: dict[str, Any] = {"responses": size}
        for one in figures.get("ingestion", ()):
            if one["contender"] == "ours" and one["responses"] == size and one["format"] == "parquet":
                row |= {"load_s": one["seconds"], "load_cpu_s": one["cpu_seconds"], "load_peak_mib": one["peak_mib"]}
        for one in figures.get("queries", ()):
            if one["responses"] == size:
                row[f"page_ms, {one['contender']}"] = one["whole_bank_ms"]
        told.append(row)
    return told


def table(told: Sequence[Mapping[str, Any]]) -> str:
    """The curve for a terminal."""
    names = list(dict.fromkeys(name for row in told for name in row))
    lines = ["".join(f"{name:>18}" for name in names)]
    lines += ["".join(f"{_number(row.get(name)):>18}" for name in names) for row in told]
    return "\n".join(lines)


def _number(value: float | None) -> str:
    return "" if value is None else f"{value:,}" if isinstance(value, int) else f"{value:,.1f}"


def drawn(told: Sequence[Mapping[str, Any]]) -> go.Figure:
    """Seconds by responses, both in powers of ten, so that what grows with the answers rises and what does not lies
    flat. A size that a line was not measured at has no point."""
    figure = go.Figure()
    for column, (name, second) in LINES.items():
        points = [(row["responses"], row[column] / second) for row in told if row.get(column) is not None]
        if not points:
            continue
        sizes, seconds = zip(*points, strict=True)
        figure.add_scatter(x=sizes, y=seconds, mode="lines+markers", name=name)
        figure.add_annotation(
            x=math.log10(sizes[-1]), y=math.log10(seconds[-1]), text=f"{name}: {_told(seconds[-1])}",
            xanchor="left", xshift=8, showarrow=False,
        )  # fmt: skip
    most = max((row["responses"] for row in told), default=1)
    least = min((row["responses"] for row in told), default=1)
    figure.update_layout(template="plotly_white", showlegend=False, margin={"l": 70, "r": 20, "t": 30, "b": 60})
    # room at the right for what the lines are called
    edges = [math.log10(least) - 0.1, math.log10(most) + max(math.log10(most / least), 1) * 0.55]
    figure.update_xaxes(type="log", title="responses", range=edges, tickvals=[row["responses"] for row in told])
    figure.update_yaxes(type="log", title="seconds", dtick=1)
    return figure


def _told(seconds: float) -> str:
    return f"{seconds:,.0f} s" if seconds >= 10 else f"{seconds * 1000:,.0f} ms"
