"""Writes which word and which theme is in which text, batch by batch; what is made here the marts of words read."""
# ruff: noqa: S608

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


def write(connection: duckdb.DuckDBPyConnection, config: Path | None = None, is_taken_on: bool = False) -> None:
    """Segment every different text of mart_document once.

    Makes the temporary tables core_document_text (document_id, text_id), core_text_word (text_id, word_id), core_word
    (word_id, word), core_text_theme (text_id, theme_id) and core_theme (one row per theme, with what it found in the
    labelled sample), which last as long as the connection; and what stays in the build: reg_word, the lists in force,
    and core_segmented, what was found in each text, as prints that spell no word. ``is_taken_on``: of texts that the
    attached build ``served`` has, by the same lists, what it found is taken on; then core_word spells no word that is
    in too few texts to be told. Raises Refused where a list of the bank cannot be read.
    """
    dictionary = read_dictionary(config)
    _write_lists(connection, dictionary)
    _number_texts(connection)
    _take_on(connection, is_taken_on)
    _segment(connection, segmenter_of(dictionary))
    _find_themes(connection, dictionary)
    _keep_segmented(connection)
    _number_words(connection, is_taken_on)


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


def _take_on(connection: duckdb.DuckDBPyConnection, is_taken_on: bool) -> None:
    """Make core_segmented with what the served build has of these texts, and core_unread with all others.

    A text that is told more often than there is read again: a word in it may now be in enough texts to be spelled.
    """
    connection.execute(
        """create or replace table core_segmented (
            text_print uhugeint, word_prints ubigint[], theme_ids varchar[])"""
    )
    if is_taken_on:
        connection.execute(
            """insert into core_segmented
            from served.core_segmented where text_print in (
                select md5_number(now.text)
                from (select text, count(*) as documents from mart_document group by text) as now
                inner join (select text, count(*) as documents from served.mart_document group by text) as was
                    on was.text = now.text
                where now.documents <= was.documents
            )"""
        )
    connection.execute(
        """create or replace temp table core_unread as
        select (row_number() over (order by text_id))::integer as place, text_id, text
        from core_text where md5_number(text) not in (select text_print from core_segmented)"""
    )


def _segment(connection: duckdb.DuckDBPyConnection, segmenter: Segmenter) -> None:
    """Make core_folded, core_said (text_id, place, number) and core_spelled (number, word) of core_unread."""
    connection.execute("create or replace temp table core_folded (text_id integer, folded varchar)")
    connection.execute("create or replace temp table core_said (text_id integer, place integer, number integer)")
    numbers: dict[str, int] = {}
    first = 1
    while True:
        rows = connection.execute(
            "select text_id, text from core_unread where place >= ? and place < ? order by place",
            [first, first + BATCH],
        ).fetchall()
        if not rows:
            break
        first += BATCH
        _segment_batch(connection, segmenter, rows, numbers)
    connection.execute("create or replace temp table core_spelled (number integer, word varchar)")
    words = {"number": np.arange(len(numbers), dtype=np.int32), "word": pd.Series(list(numbers), dtype="str")}
    _insert(connection, "core_spelled", pd.DataFrame(words))


def _segment_batch(
    connection: duckdb.DuckDBPyConnection,
    segmenter: Segmenter,
    rows: Sequence[tuple[int, str]],
    numbers: dict[str, int],
) -> None:
    """One batch; ``numbers`` grows by the words that are new."""
    texts = [fold(text) for _, text in rows]
    said, lengths = array("i"), array("i")
    for folded in texts:
        words = segmenter.words(folded)
        lengths.append(len(words))
        said.extend([numbers.setdefault(word, len(numbers)) for word in words])
    text_ids = np.asarray([text_id for text_id, _ in rows], dtype=np.int32)
    folds = pd.DataFrame({"text_id": text_ids, "folded": pd.Series(texts, dtype="str")})
    counts = np.frombuffer(lengths, dtype=np.int32)
    found = pd.DataFrame(
        {
            "text_id": np.repeat(text_ids, counts),
            "place": np.arange(len(said), dtype=np.int32) - np.repeat(np.cumsum(counts) - counts, counts),
            "number": np.frombuffer(said, dtype=np.int32) if said else np.zeros(0, np.int32),
        }
    )
    _insert(connection, "core_folded", folds)
    _insert(connection, "core_said", found)


def _keep_segmented(connection: duckdb.DuckDBPyConnection) -> None:
    """Add what was read in this run to core_segmented, and what was taken on to core_text_theme."""
    connection.execute(
        """insert into core_text_theme
        select core_text.text_id, unnest(core_segmented.theme_ids)
        from core_text inner join core_segmented on core_segmented.text_print = md5_number(core_text.text)"""
    )
    connection.execute(
        """insert into core_segmented
        with words as (
            select text_id, list(md5_number_lower(word) order by place) as prints
            from core_said inner join core_spelled using (number) group by text_id
        ),
        themes as (
            select text_id, list(theme_id order by theme_id) as ids from core_text_theme group by text_id
        )
        select md5_number(core_unread.text), coalesce(words.prints, []), coalesce(themes.ids, [])
        from core_unread left join words using (text_id) left join themes using (text_id)"""
    )


def _number_words(connection: duckdb.DuckDBPyConnection, is_taken_on: bool) -> None:
    """Words are numbered in the order in which the texts first say them, however they were found."""
    connection.execute(
        """create or replace temp table core_print as
        select core_text.text_id, unnest(found.word_prints) as print,
            generate_subscripts(found.word_prints, 1) as place
        from core_text inner join core_segmented as found on found.text_print = md5_number(core_text.text)"""
    )
    served = "union select word from served.mart_word" if is_taken_on else ""
    connection.execute(
        f"""create or replace temp table core_numbered as
        with first as (
            select print, min(text_id * 100000::bigint + place) as first_said from core_print group by print
        )
        select
            first.print, (row_number() over (order by first.first_said) - 1)::integer as word_id, spelled.word
        from first
        left join (select word from core_spelled {served}) as spelled on md5_number_lower(spelled.word) = first.print"""
    )
    connection.execute("create or replace temp table core_word as select word_id, word from core_numbered")
    connection.execute(
        """create or replace temp table core_text_word as
        select core_print.text_id, core_numbered.word_id
        from core_print inner join core_numbered on core_numbered.print = core_print.print"""
    )
    for table in ("core_print", "core_numbered", "core_said", "core_spelled", "core_unread", "core_folded"):
        connection.execute(f"drop table {table}")


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
        query = f"insert into core_text_theme select text_id, $theme from core_folded where {_HOLDS}"
        connection.execute(query, given)
        query = f"select place from core_sample where {_HOLDS} and $theme is not null"
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
    connection.execute(f"insert into {table} select * from arriving")
    connection.unregister("arriving")
