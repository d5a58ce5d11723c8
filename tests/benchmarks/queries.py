"""How long a page's questions take: from the marts, from the facts, from a well-cached pandas frame, and at the floor.

``marts`` are the product's own query functions with nothing kept from earlier questions; ``facts`` the product's
statement for freer cuts over the fact tables, for the same question; ``pandas`` a frame of all answers kept in memory,
its columns categorical and the rows of every chosen unit looked up once, which is how a notebook grown into a dashboard
does it. All in one process, taking turns at the pages of the same selections; what they count must be equal. ``floor``
is what the engine takes to be asked at all: as many ``select 1`` as the marts are asked statements. Nothing is kept
from page to page; within one, its questions share what they have in common, as on a screen.

``times`` asks a bank of so many times as many answers too, made of the largest one (``enlarged``): there pandas is left
out where its frame is more than the machine, and the facts answer one page, of the whole bank, for they need minutes.
"""

from __future__ import annotations

import os
import shutil
import statistics
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from dashboard.answers.question import ask
from dashboard.queries import builds, responses
from dashboard.queries.builds import Build, open_build
from dashboard.queries.catalogue import catalogue
from dashboard.queries.where import Where
from dashboard.scopes import local_user
from dashboard.slices import Slice
from tests.benchmarks import ingestion
from tests.benchmarks.enlarged import enlarge
from tests.benchmarks.generator import Size, write

WAYS = ("marts", "facts", "pandas")
CONTENDERS = (*WAYS, "floor")
PAGE = ("", "unit", "channel", "age_band", "product", "rated")
"""What one page asks of a selection: its months, its units, three dimensions, and the ratings of every touchpoint."""
SELECTIONS = 12
WHOLE_BANK_EVERY = 4
"""One page in so many is of the whole bank."""
LONGEST_QUERY_MILLISECONDS = 3_600_000
PANDAS_BYTES = 400
"""What a response takes in the frames of ``Pandas``, with its ratings."""


@dataclass(frozen=True)
class Asked:
    """One question of a page."""

    where: Where
    is_rated: bool


def measure(
    folder: Path,
    many: Sequence[int],
    outlets: int = 1200,
    told: Callable[[str], None] = print,
    times: Sequence[int] = (),
) -> Iterator[dict[str, Any]]:
    """One row per size and contender: milliseconds per page (median, 95 of 100, worst, and of pages of the whole bank,
    which nothing narrows), and which multiple of marts its median is."""
    for count in many:
        yield from measured(_opened(loaded(folder, count, outlets, told)), count, told)
    for each in times:
        count = max(many) * each
        root = bank_of(folder, count)
        if not root.exists():
            enlarge(loaded(folder, max(many), outlets, told), ingestion.BANK, each, root, told)
        yield from measured(_opened(root), count, told, facts_pages=1)


def loaded(folder: Path, count: int, outlets: int, told: Callable[[str], None] = print) -> Path:
    """The folder of banks that holds the one of so many responses, loaded now where nobody has."""
    root = bank_of(folder, count)
    if not root.exists():
        told(f"loading {count:,} responses for the questions")
        made = folder / f"{count}-made"
        manifest = write(made, Size(count, outlets=outlets), "parquet")
        ingestion.load("ours", made, folder / "out", manifest, root)
        shutil.rmtree(made)
    return root


def _opened(root: Path) -> Build:
    """The bank with time for the facts to answer: the app would end such a question, and we want to know how long."""
    usual, builds.LONGEST_QUERY_MILLISECONDS = builds.LONGEST_QUERY_MILLISECONDS, LONGEST_QUERY_MILLISECONDS
    try:
        return open_build(ingestion.BANK, root)
    finally:
        builds.LONGEST_QUERY_MILLISECONDS = usual


def bank_of(folder: Path, count: int) -> Path:
    """Where a bank of so many responses stands, loaded here or left by the measurement of ingestion."""
    return folder / f"{count}-banks"


def measured(
    build: Build, count: int, told: Callable[[str], None] = print, facts_pages: int = SELECTIONS
) -> Iterator[dict[str, Any]]:
    """The rows of one build; ``facts_pages``: how many pages, from the first on, the facts are asked."""
    told(f"asking {SELECTIONS} pages of {count:,} responses, {len(CONTENDERS)} ways")
    kept = Pandas(build)
    ways: dict[str, Callable[[Asked], int]] = {
        "marts": lambda asked: _from_marts(build, asked),
        "facts": lambda asked: _from_facts(build, asked),
        "pandas": kept.count,
    }
    if count * PANDAS_BYTES < os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES"):
        kept.warm()
    else:
        told("pandas is left out: its frame is more than this machine has")
        del ways["pandas"]
    spent: dict[str, list[float]] = {name: [] for name in ways}
    for turn, page in enumerate(_pages(build)):
        order = [WAYS[(turn + at) % len(WAYS)] for at in range(len(WAYS))]
        found = {}
        for name in order:
            if name not in ways or (name == "facts" and turn >= facts_pages):
                continue
            _forget()
            begun = time.perf_counter()
            found[name] = [ways[name](asked) for asked in page]
            spent[name].append((time.perf_counter() - begun) * 1000)
        if len({tuple(counts) for counts in found.values()}) != 1:
            raise RuntimeError(f"the contenders count differently: {found}")
    spent["floor"] = [_floor(build, page) for page in _pages(build)]
    base = statistics.median(spent["marts"])
    for name, times in spent.items():
        yield {
            "responses": count,
            "contender": name,
            "page_ms": round(statistics.median(times), 1),
            "p95_page_ms": round(float(np.percentile(times, 95)), 1),
            "worst_page_ms": round(max(times), 1),
            "whole_bank_ms": round(statistics.median(times[::WHOLE_BANK_EVERY]), 1),
            "in_marts": round(statistics.median(times) / base, 2),
            "kept_mib": round(kept.size_mib) if name == "pandas" else None,
        }


def table(rows: Sequence[dict[str, Any]]) -> str:
    """The rows for a terminal."""
    headers = f"{'ms a page':>11}{'p95':>9}{'worst':>9}{'bank':>9}{'it/marts':>10}{'kept MiB':>10}"
    lines = [f"{'responses':>12}  {'contender':10}{headers}"]
    lines += [
        f"{row['responses']:>12,}  {row['contender']:10}{row['page_ms']:>11,.1f}{row['p95_page_ms']:>9,.1f}"
        f"{row['worst_page_ms']:>9,.1f}{row['whole_bank_ms']:>9,.1f}{row['in_marts']:>9.2f}×{row['kept_mib'] or '':>10}"
        for row in rows
    ]
    return "\n".join(lines)


def _pages(build: Build) -> Iterator[list[Asked]]:
    """Selections of the family, the same each time: the bank, regions and outlets, some with one channel chosen."""
    me = local_user()
    known = catalogue(build, me)
    random = np.random.default_rng(20261125)
    units = [unit.unit_id for unit in known.units]
    channels = list(known.members["channel"])
    for turn in range(SELECTIONS):
        chosen = Slice(period="all")
        if turn % WHOLE_BANK_EVERY:
            chosen = Slice(period="all", units=tuple(random.choice(units, 1 + turn % 3, replace=False)))
        page = [
            Asked(ask("bench", "nps", build, chosen, me, by="" if by == "rated" else by).where, by == "rated")
            for by in PAGE
        ]
        narrowed = chosen.with_members("channel", [str(random.choice(channels))])
        yield [*page, Asked(ask("bench", "nps", build, narrowed, me).where, is_rated=False)]


def _forget() -> None:
    """What was asked before; the tree and the calendar of the build stay, as the frame's do."""
    for kept in (builds._results, builds._records):
        kept.clear(lambda key: bool(key[2]))
    builds._worked.clear()


def _from_marts(build: Build, asked: Asked) -> int:
    if asked.is_rated:
        frame = responses.ratings(build, asked.where, "satisfaction", of_every_touchpoint=True).frame
        return int(frame["ratings"].sum() + frame["top_box"].sum())
    frame = responses.recommend(build, asked.where).frame
    return int(frame["responses"].sum() + frame["promoters"].sum())


def _from_facts(build: Build, asked: Asked) -> int:
    if asked.is_rated:
        more = {"kind": "satisfaction", "any_rated": True, "rated": []}
        frame = build.rows("ratings/from_facts", asked.where.parameters(("touchpoint",), **more))
        return int(frame["ratings"].sum() + frame["top_box"].sum())
    frame = build.rows("responses/from_facts", asked.where.parameters())
    return int(frame["responses"].sum() + frame["score_9"].sum() + frame["score_10"].sum())


def _floor(build: Build, page: Sequence[Asked]) -> float:
    """Milliseconds of as many questions of nothing as the page asks statements: the same way to the engine and back."""
    statements = _statements(build, page)
    begun = time.perf_counter()
    for _ in range(statements):
        build._connection.cursor().execute("select 1").df()
    return (time.perf_counter() - begun) * 1000


def _statements(build: Build, page: Sequence[Asked]) -> int:
    """How many statements one page is; what was asked of the build before does not count."""
    _forget()
    for asked in page:
        _from_marts(build, asked)
    return sum(
        1 for kept in (builds._results, builds._records) for key in kept._values if key[0] == build.path and key[2]
    )


class Pandas:
    """All answers of one survey in memory, as categories; rows by unit and answers to questions kept once found."""

    def __init__(self, build: Build) -> None:
        self.build = build
        survey = catalogue(build, local_user()).survey(Slice())
        if survey is None:
            raise RuntimeError("no survey was loaded")
        self.survey = survey.survey_id
        self._under: dict[str, npt.NDArray[np.bool_]] = {}

    @cached_property
    def answers(self) -> pd.DataFrame:
        frame = self._read(
            "select response_id, month, placement_id, channel, age_band, product, recommend, recommend_state = 'valid' "
            "as is_valid from fct_response where survey_id = $survey"
        )
        for name in ("channel", "age_band", "product", "month"):
            frame[name] = frame[name].astype("category")
        valid = frame["is_valid"].to_numpy(dtype=bool)
        return frame.assign(is_promoter=valid & (frame["recommend"].to_numpy(float, na_value=0.0) >= 9))

    @cached_property
    def ratings(self) -> pd.DataFrame:
        frame = self._read(
            "select response_id, touchpoint_id, scale_minimum, scale_maximum, state = 'valid' as is_valid, "
            "state = 'valid' and is_top as is_top from fct_rating where survey_id = $survey and kind = 'satisfaction'"
        )
        place = self.answers[["response_id", "placement_id", "month"]]
        frame = frame.merge(place, on="response_id").drop(columns="response_id")
        return frame.astype({"touchpoint_id": "category"})

    @cached_property
    def _placements(self) -> pd.Series:
        above = self._read("select ancestor_id, placement_id from bridge_placement_ancestor")
        return above.groupby("ancestor_id")["placement_id"].agg(set)

    @property
    def size_mib(self) -> float:
        return sum(float(frame.memory_usage(deep=True).sum()) for frame in (self.answers, self.ratings)) / 1024**2

    def warm(self) -> None:
        """Reads everything, so that no question waits for it; the ids are needed to join and then no more."""
        if self.ratings is not None and "response_id" in self.answers:
            self.answers = self.answers.drop(columns="response_id")

    def count(self, asked: Asked) -> int:
        """What the other ways count, by the same groups."""
        frame = self.ratings if asked.is_rated else self.answers
        where = asked.where
        if where.units:
            frame = frame[np.any([self._of(unit, asked.is_rated) for unit in where.units], axis=0)]
        for dimension, members in where.members.items():
            frame = frame[frame[dimension].isin(members).to_numpy()]
        if asked.is_rated:
            scale = ["touchpoint_id", "scale_minimum", "scale_maximum"]
            found = frame.groupby(["month", *scale], observed=True)[["is_valid", "is_top"]].sum().reset_index()
            main = found.groupby(scale, observed=True)["is_valid"].sum().sort_values(ascending=False).reset_index()
            kept = found.merge(main.drop_duplicates("touchpoint_id")[scale], on=scale)
            return int(kept["is_valid"].sum() + kept["is_top"].sum())
        if where.by == "unit":
            return sum(self._of_group(frame, unit) for unit in where.shown_units) + sum(
                self._of_group(frame, unit, is_own=True) for unit in where.own_units
            )
        by = ["month", *([where.by] if where.by else [])]
        found = frame.groupby(by, observed=True)["is_promoter"].agg(["size", "sum"])
        return int(found["size"].sum() + found["sum"].sum())

    def _of_group(self, frame: pd.DataFrame, unit: str, *, is_own: bool = False) -> int:
        places = self._own_places[unit] if is_own else self._placements[unit]
        found = frame[frame["placement_id"].isin(places)].groupby("month", observed=True)["is_promoter"]
        counts = found.agg(["size", "sum"])
        return int(counts["size"].sum() + counts["sum"].sum())

    @cached_property
    def _own_places(self) -> pd.Series:
        return self._read("select unit_id, placement_id from dim_placement").groupby("unit_id")["placement_id"].agg(set)

    def _of(self, unit: str, is_rated: bool) -> npt.NDArray[np.bool_]:
        key = f"{unit} {is_rated}"
        if key not in self._under:
            frame = self.ratings if is_rated else self.answers
            self._under[key] = frame["placement_id"].isin(self._placements[unit]).to_numpy()
        return self._under[key]

    def _read(self, statement: str) -> pd.DataFrame:
        used = {"survey": self.survey} if "$survey" in statement else {}
        return self.build._connection.cursor().execute(statement, used).df()
