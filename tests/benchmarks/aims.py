"""The figures that were aimed at beside those that one run found, and which of a ratio's sides is to be the larger."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

Figures = Mapping[str, Any]


@dataclass(frozen=True)
class Aim:
    """One figure: what it is, how much is aimed at, whether more of it is better, and where a run's figures hold it."""

    name: str
    aim: float
    is_more_better: bool
    found: Callable[[Figures], Iterator[tuple[str, float]]]


def rows(figures: Figures) -> list[dict[str, Any]]:
    """One row per aim and size that the run measured; an aim that it did not measure has a row that says so."""
    told: list[dict[str, Any]] = []
    for aim in AIMS:
        found = list(aim.found(figures)) or [("not measured", None)]
        for of, value in found:
            is_reached = None if value is None else value >= aim.aim if aim.is_more_better else value <= aim.aim
            told.append({"figure": aim.name, "of": of, "found": value, "aim": aim.aim, "is_reached": is_reached,
                         "is_more_better": aim.is_more_better})  # fmt: skip
    return told


def table(told: Sequence[Mapping[str, Any]]) -> str:
    """The rows for a terminal."""
    lines = [f"{'figure':66}{'of':>24}{'found':>9}{'aim':>9}"]
    for row in told:
        found = "" if row["found"] is None else f"{row['found']:.2f}×"
        aim = f"{'≥' if row['is_more_better'] else '≤'} {row['aim']:g}×"
        mark = {True: "reached", False: "not reached", None: ""}[row["is_reached"]]
        lines.append(f"{row['figure']:66}{row['of']:>24}{found:>9}{aim:>9}  {mark}")
    return "\n".join(lines)


def _size(count: int) -> str:
    return f"{count:,} responses"


def _loads(rival: str) -> Callable[[Figures], Iterator[tuple[str, float]]]:
    def found(figures: Figures) -> Iterator[tuple[str, float]]:
        for row in figures.get("ingestion", ()):
            if row["contender"] == rival and row["ours_in_time"]:
                yield f"{row['responses']:,}, {row['format']}", row["ours_in_time"]

    return found


def _queried(over: str, under: str, column: str) -> Callable[[Figures], Iterator[tuple[str, float]]]:
    """A column of one contender over that of another, at every size."""

    def found(figures: Figures) -> Iterator[tuple[str, float]]:
        by = {(row["responses"], row["contender"]): row for row in figures.get("queries", ())}
        for count in sorted({count for count, _ in by}):
            yield _size(count), round(by[count, over][column] / by[count, under][column], 2)

    return found


def _grown(figures: Figures) -> Iterator[tuple[str, float]]:
    """A page's median at a size over that at the size before."""
    pages = sorted(
        (row["responses"], row["page_ms"]) for row in figures.get("queries", ()) if row["contender"] == "marts"
    )
    for (fewer, before), (more, after) in pairwise(pages):
        yield f"{more:,} / {fewer:,}", round(after / before, 2)


def _clicked(rival: str, *, is_theirs_over: bool = False) -> Callable[[Figures], Iterator[tuple[str, float]]]:
    def found(figures: Figures) -> Iterator[tuple[str, float]]:
        for one in figures.get("clicks", ()):
            for row in one["pages"]:
                if row["contender"] == rival:
                    yield (
                        _size(one["responses"]),
                        round(1 / row["ours_first"], 2) if is_theirs_over else row["ours_first"],
                    )

    return found


def _pages(part: str, rival: str) -> Callable[[Figures], Iterator[tuple[str, float]]]:
    def found(figures: Figures) -> Iterator[tuple[str, float]]:
        for one in figures.get(part, ()):
            for row in one["pages"]:
                if row["contender"] == rival:
                    yield _size(one["responses"]), row["ours"]

    return found


def _late(figures: Figures) -> Iterator[tuple[str, float]]:
    for row in figures.get("late", ()):
        yield f"{row['late']:,} late, {row['scatter']}, into {row['responses']:,}", row["ratio, whole"]


def _held(figures: Figures) -> Iterator[tuple[str, float]]:
    for one in figures.get("held", ()):
        yield f"{one['clicks']:,} clicks", one["last_in_second"]


AIMS = (
    Aim("page of the whole bank: facts / ours", 300, True, _queried("facts", "marts", "whole_bank_ms")),
    Aim("page, 95 of 100: ours / as many `select 1`", 5, False, _queried("marts", "floor", "p95_page_ms")),
    Aim("page, median: more responses / fewer", 1.1, False, _grown),
    Aim("click to charts: ours / the same charts in a static page", 1.5, False, _clicked("static")),
    Aim("click to charts: well-cached pandas in Streamlit / ours", 15, True, _clicked("pandas", is_theirs_over=True)),
    Aim("click to charts: ours / Dash on the same marts", 1.0, False, _clicked("dash")),
    Aim("first open to charts, telephone: ours / static", 1.5, False, _pages("opening", "static")),
    Aim("reruns a second: ours / stock Streamlit", 3, True, _pages("reruns", "stock")),
    Aim("validated load with marts / parsing alone", 2, False, _loads("duckdb")),
    Aim("validated load with marts / pandas and pandera, no marts", 1.0, False, _loads("pandas")),
    Aim("late responses: full rebuild / delta, every mart equal", 20, True, _late),
    Aim("memory after many clicks: last tenth / second tenth", 1.1, False, _held),
)  # fmt: skip
