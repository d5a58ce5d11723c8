"""What customers wrote and said: counts of texts by month, word, pair of words and theme, and the texts themselves."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

import pandas as pd

from dashboard.listening import Listening
from dashboard.queries.builds import Build
from dashboard.queries.responses import Monthly
from dashboard.queries.where import FIRST_DAY, TooFineError, Where


@dataclass(frozen=True, slots=True)
class Theme:
    """What a text may be about. Of ``sample_texts`` that a person labelled, ``labelled`` are about it, the dictionary
    finds ``found``, ``found_rightly`` of them as the person did."""

    theme_id: str
    names: tuple[str, str]
    terms: str
    sample_texts: int
    labelled: int
    found: int
    found_rightly: int


@dataclass(frozen=True, slots=True)
class Text:
    """One masked text; ``unit_id`` is where it belongs, ``score_group`` '' where no score goes with it."""

    told_on: date
    score_group: str
    source: str
    unit_id: str
    text: str


def themes(build: Build) -> tuple[Theme, ...]:
    """The themes of the dictionary in force, in its order."""
    return tuple(
        Theme(
            theme_id=row["theme_id"],
            names=(row["name"], row["name_en"] or row["name"]),
            terms=row["terms"],
            sample_texts=int(row["sample_texts"]),
            labelled=int(row["labelled"]),
            found=int(row["found"]),
            found_rightly=int(row["found_rightly"]),
        )
        for row in build.records("voices/theme_list")
    )


def by_month(build: Build, asked: Where, heard: Listening, from_on: date, to_on: date) -> pd.DataFrame:
    """Texts heard from a day to a day (both included): month, source, score_group, documents."""
    return build.rows("voices/by_month", _parameters(asked, heard, from_on, to_on))


def monthly(build: Build, asked: Where) -> Monthly:
    """Texts by month, without groups. TooFineError for groupings, which texts are not counted by yet."""
    if asked.by:
        raise TooFineError((asked.by,))
    frame = by_month(build, asked, Listening(), FIRST_DAY, asked.as_of)
    counted = frame.groupby("month", as_index=False)["documents"].sum()
    return Monthly(counted.assign(group="", is_freer=False), read_facts=False)


def words(build: Build, asked: Where, heard: Listening, from_on: date, begun_on: date, to_on: date) -> pd.DataFrame:
    """Per word: ``documents`` from ``begun_on`` to ``to_on``, of them by score group; ``documents_before`` that day."""
    return build.rows("voices/words", _parameters(asked, heard, from_on, to_on, begun_on=begun_on))


def pairs(
    build: Build, asked: Where, heard: Listening, from_on: date, to_on: date, *, most_words: int, least: int
) -> pd.DataFrame:
    """Every two of the ``most_words`` most frequent words that ``least`` texts hold: texts with both, and with each."""
    return build.rows("voices/pairs", _parameters(asked, heard, from_on, to_on, most_words=most_words, least=least))


def theme_months(build: Build, asked: Where, heard: Listening, from_on: date, to_on: date) -> pd.DataFrame:
    """Texts about each theme: theme_id, month, score_group, documents."""
    return build.rows("voices/themes", _parameters(asked, heard, from_on, to_on))


def texts(
    build: Build, asked: Where, heard: Listening, from_on: date, to_on: date, *, most_texts: int
) -> tuple[tuple[Text, ...], int]:
    """The newest different texts with the opened word or theme, and how many texts there are in all."""
    given = _parameters(asked, heard, from_on, to_on, word=heard.word, theme=heard.theme, most_texts=most_texts)
    rows = build.records("voices/texts", given)
    found = tuple(Text(row["told_on"], row["score_group"], row["source"], row["unit_id"], row["text"]) for row in rows)
    return found, int(rows[0]["documents"]) if rows else 0


def _parameters(asked: Where, heard: Listening, from_on: date, to_on: date, **more: Any) -> dict[str, Any]:
    given = asked.parameters(**more)
    return {**given, "from_on": from_on, "to_on": to_on, "source": heard.source, "score_group": heard.group}
