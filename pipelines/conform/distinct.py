"""Work done once per distinct text of a column instead of once per row."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd


def by_distinct(texts: pd.Series, work: Callable[[pd.Series], pd.Series]) -> pd.Series:
    """``work`` on the distinct texts (dtype str, numbered from 0), spread over the rows; missing stays missing."""
    places, distinct = pd.factorize(texts)
    worked = work(pd.Series(distinct, dtype="str"))
    spread = worked.reindex(places)  # -1, the place of a missing text, is in no index
    spread.index = texts.index
    return spread


def each(texts: pd.Series, function: Callable[[str], str]) -> pd.Series:
    """A function of one text applied to a column."""
    return by_distinct(texts, lambda distinct: pd.Series([function(text) for text in distinct], dtype="str"))
