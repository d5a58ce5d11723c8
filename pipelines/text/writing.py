"""Writes which word and which theme is in which text, batch by batch; what is made here the marts of words read."""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from pathlib import Path

import duckdb
import numpy as np
import pandas as pd

from pipelines.text.dictionaries import Dictionary, read_dictionary
from pipelines.text.folding import fold
from pipelines.text.segmenting import Segmenter, segmenter_of

BATCH = 20_000
"""Texts held in memory at a time."""


def write(connection: duckdb.DuckDBPyConnection, config: Path | None = None) -> None:
    """Segment every different text of mart_document once.

    Makes the temporary tables core_document_text (document_id, text_id), core_text_word (text_id, word_id), core_word
    (word_id, word), core_text_theme (text_id, theme_id) and core_theme (one row per theme, with what it found in the
    labelled sample), which last as long as the connection; and reg_word, the lists in force, which stays in the build.
    Raises Refused where a list of the bank cannot be read.
    """
    dictionary = read_dictionary(config)
    _write_lists(connection, dictionary)
    _number_texts(connection)
    _segment(connection, segmenter_of(dictionary))
    _find_themes(connection, dictionary)


def _write_lists(connection: duckdb.DuckDBPyConnection, dictionary: Dictionary) -> None:
    lists = (("dictionary", dictionary.words), ("stop_words", dictionary.stop_words))
    rows = [(name, word) for name, words in lists for word in sorted(words)]
    connection.execute("create or replace table reg_word (list varchar, word varchar)")
    _insert(connection, "reg_word", pd.DataFrame(rows, columns=["list", "word"], dtype="str"))


def _number_texts(connection: duckdb.DuckDBPyConnection) -> None:
    connection.execute(
        """create or replace temp table core_text as
        select row_number() over (order by min(document_id))::integer as text_id, text
        from mart_document group by text order by text_id"""
    )
    connection.execute(
        """create or replace temp table core_document_text as
        select mart_document.document_id, core_text.text_id
        from mart_document inner join core_text on core_text.text = mart_document.text"""
    )


def _segment(connection: duckdb.DuckDBPyConnection, segmenter: Segmenter) -> None:
    connection.execute("create or replace temp table core_folded (text_id integer, folded varchar)")
    connection.execute("create or replace temp table core_text_word (text_id integer, word_id integer)")
    numbers: dict[str, int] = {}
    first = 1
    while True:
        rows = connection.execute(
            "select text_id, text from core_text where text_id >= ? and text_id < ? order by text_id",
            [first, first + BATCH],
        ).fetchall()
        if not rows:
            break
        first += BATCH
        _segment_batch(connection, segmenter, rows, numbers)
    connection.execute("create or replace temp table core_word (word_id integer, word varchar)")
    words = {"word_id": np.arange(len(numbers), dtype=np.int32), "word": pd.Series(list(numbers), dtype="str")}
    _insert(connection, "core_word", pd.DataFrame(words))


def _segment_batch(
    connection: duckdb.DuckDBPyConnection,
    segmenter: Segmenter,
    rows: Sequence[tuple[int, str]],
    numbers: dict[str, int],
) -> None:
    """One batch; ``numbers`` grows by the words that are new."""
    texts = [fold(text) for _, text in rows]
    word_ids, lengths = array("i"), array("i")
    for folded in texts:
        words = segmenter.words(folded)
        lengths.append(len(words))
        word_ids.extend([numbers.setdefault(word, len(numbers)) for word in words])
    text_ids = np.asarray([text_id for text_id, _ in rows], dtype=np.int32)
    folds = pd.DataFrame({"text_id": text_ids, "folded": pd.Series(texts, dtype="str")})
    found = pd.DataFrame(
        {
            "text_id": np.repeat(text_ids, np.frombuffer(lengths, dtype=np.int32)),
            "word_id": np.frombuffer(word_ids, dtype=np.int32) if word_ids else np.zeros(0, np.int32),
        }
    )
    _insert(connection, "core_folded", folds)
    _insert(connection, "core_text_word", found)


def _find_themes(connection: duckdb.DuckDBPyConnection, dictionary: Dictionary) -> None:
    """Each theme is one pass over the folded texts, and the same over the labelled sample."""
    connection.execute("create or replace temp table core_text_theme (text_id integer, theme_id varchar)")
    connection.execute(
        """create or replace temp table core_theme (
            theme_id varchar, name varchar, name_en varchar, sort_order integer, terms varchar,
            sample_texts integer, labelled integer, found integer, found_rightly integer)"""
    )
    connection.execute("create or replace temp table core_sample (place integer, folded varchar)")
    sample = [(place, fold(text)) for place, (text, _) in enumerate(dictionary.sample)]
    _insert(
        connection,
        "core_sample",
        pd.DataFrame(sample, columns=["place", "folded"]).astype({"place": "int32", "folded": "str"}),
    )
    for order, theme in enumerate(dictionary.themes, 1):
        given = {"theme": theme.theme_id, "pattern": theme.pattern or None, "excepted": theme.except_pattern or None}
        query = f"insert into core_text_theme select text_id, $theme from core_folded where {_HOLDS}"  # noqa: S608
        connection.execute(query, given)
        query = f"select place from core_sample where {_HOLDS} and $theme is not null"  # noqa: S608
        found = {place for (place,) in connection.execute(query, given).fetchall()}
        labelled = {place for place, (_, labels) in enumerate(dictionary.sample) if theme.theme_id in labels}
        connection.execute(
            "insert into core_theme values (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            [
                theme.theme_id,
                theme.name,
                theme.name_en,
                order,
                " · ".join(theme.terms),
                len(dictionary.sample),
                len(labelled),
                len(found),
                len(found & labelled),
            ],
        )


_HOLDS = """case
    when $pattern is null then false
    when $excepted is null then regexp_matches(folded, $pattern)
    else regexp_matches(folded, $pattern) and regexp_matches(regexp_replace(folded, $excepted, ' ', 'g'), $pattern)
end"""


def _insert(connection: duckdb.DuckDBPyConnection, table: str, frame: pd.DataFrame) -> None:
    """The rows of a frame, whose columns are those of the table in their order; ``table`` is one of ours."""
    connection.register("arriving", frame)
    connection.execute(f"insert into {table} select * from arriving")  # noqa: S608
    connection.unregister("arriving")
