"""Work done once per distinct text of a column instead of once per row."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd

from pipelines import cells

_AS_IT_IS = "[!-~](?:[ -~]*[!-~])?"
"""Printable ASCII without blanks at its ends: nothing in it is invisible, full-width or to be cut off."""
_WHOLE_NUMBER_AS_DECIMAL = r"[+-]?[0-9]+\.0+"


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


def visible(distinct: pd.Series) -> pd.Series:
    """``cells.visible`` of every text; ids and dates, of which there are most, are seen to be so already."""
    return _unless(distinct.str.fullmatch(_AS_IT_IS), distinct, cells.visible)


def codes(distinct: pd.Series) -> pd.Series:
    """``cells.code`` of every text, in the same way."""
    is_code = distinct.str.fullmatch(_AS_IT_IS) & ~distinct.str.fullmatch(_WHOLE_NUMBER_AS_DECIMAL)
    return _unless(is_code, distinct, cells.code)


def _unless(is_done: pd.Series, distinct: pd.Series, function: Callable[[str], str]) -> pd.Series:
    if is_done.all():
        return distinct
    done = distinct.copy()
    done[~is_done] = [function(text) for text in distinct[~is_done]]
    return done
