"""Customers' words: segmenting so many verbatims and answering the page of voices, beside plain jieba and pandas.

Both read the same texts of the same bank. The rival does what a careful analyst writes in an afternoon: cut, drop stop
words, one row per text and word, group. It has no dictionary of phrases, no negation, no themes, no filters to come.
CPU seconds, since other work on the machine does not lengthen them.
"""

from __future__ import annotations

import time
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pandas as pd

from dashboard.answers import themes, voices
from dashboard.listening import Listening
from dashboard.queries.builds import open_build
from dashboard.scopes import local_user
from dashboard.slices import Slice
from pipelines import text
from pipelines.demo.words import sentences
from pipelines.text import read_dictionary
from tests import small_bank

WINDOW = Slice(period="2026Q3")
FIRST_DAY = pd.Timestamp("2026-07-01")


def measure(folder: Path, verbatims: int, note: Callable[[str], None]) -> dict[str, Any]:
    """One run of both; seconds of CPU by step, and how the rival's stand to ours."""
    note(f"{verbatims:,} verbatims: making the bank")
    tables = small_bank.tables(responses=verbatims)
    texts = _texts(verbatims)
    tables["service"]["words"] = texts
    bank = small_bank.make(folder, of=tables)
    path = bank.current()
    if path is None:
        raise RuntimeError("the bank of the benchmark was not built")
    note("segmenting")
    ours = {"segmenting": _cpu(lambda: _segment(path, folder / "again.duckdb")), "page": _cpu(lambda: _page(folder))}
    note("the rival")
    frame = pd.DataFrame(
        {"text": texts, "day": pd.to_datetime(tables["service"]["answered"]), "score": _scores(tables["service"])}
    )
    held: list[pd.DataFrame] = []
    theirs = {"segmenting": _cpu(lambda: held.append(_rival_words(frame)))}
    theirs["page"] = _cpu(lambda: _rival_page(frame, held[0]))
    return {
        "verbatims": verbatims,
        "different": len(set(texts)),
        "cpu_seconds": {"ours": ours, "jieba_and_pandas": theirs},
        "texts_per_cpu_second": {
            name: verbatims / each["segmenting"] for name, each in (("ours", ours), ("rival", theirs))
        },
        "rival_over_ours": {step: theirs[step] / ours[step] for step in ours},
    }


def _texts(count: int) -> list[str]:
    """Different sentences about the steps that hurt or pleased, numbered minutes and amounts among them."""
    random = np.random.default_rng(11)
    parts = sentences()
    cores = [core for mood in ("hurts", "pleases") for group in parts[mood].values() for core in group]
    one, two, opening = (random.integers(0, len(each), count) for each in (cores, cores, parts["openers"]))
    minutes = random.integers(3, 120, count)
    return [
        f"{parts['openers'][c]}{cores[a]}，前后{m}分钟。{cores[b]}。"
        for a, b, c, m in zip(one, two, opening, minutes, strict=True)
    ]


def _segment(build: Path, copy: Path) -> None:
    """What the pipeline does for texts, once more over the same texts in a file of its own."""
    with duckdb.connect(copy) as connection:
        connection.execute(f"attach '{build}' as served (read_only)")
        connection.execute("create table mart_document as from served.mart_document")
        text.write(connection)


def _page(folder: Path) -> None:
    asked = (open_build("small", folder), WINDOW, local_user(), Listening())
    for answer in (voices.rising, voices.telling, themes.themes, voices.together):
        answer(*asked)


def _rival_words(frame: pd.DataFrame) -> pd.DataFrame:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # jieba's own, of escapes and of pkg_resources
        import jieba
    jieba.setLogLevel("ERROR")
    stop = read_dictionary().stop_words
    words = frame["text"].map(lambda each: {word for word in jieba.lcut(each.lower()) if len(word) > 1} - stop)
    return words.map(list).explode().dropna().to_frame("word").reset_index(names="document")


def _rival_page(frame: pd.DataFrame, words: pd.DataFrame) -> None:
    said = words.join(frame[["day", "score"]], on="document")
    said["is_now"] = said["day"] >= FIRST_DAY
    said[said["day"] >= FIRST_DAY - pd.DateOffset(years=1)].groupby(["word", "is_now"]).size().unstack(fill_value=0)
    now = said[said["is_now"]]
    now.groupby(["word", pd.cut(now["score"], [-1, 6, 8, 10])], observed=True).size().unstack(fill_value=0)
    frequent = now["word"].value_counts().head(voices.MOST_PAIRED).index
    kept = now.loc[now["word"].isin(frequent), ["document", "word"]]
    pairs = kept.merge(kept, on="document")
    pairs[pairs["word_x"] < pairs["word_y"]].groupby(["word_x", "word_y"]).size()


def _scores(service: pd.DataFrame) -> pd.Series:
    return pd.to_numeric(service["recommend"], errors="coerce")


def _cpu(work: Callable[[], object]) -> float:
    started = time.process_time()
    work()
    return time.process_time() - started
