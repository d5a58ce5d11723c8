"""Who is who: ids kept or keyed, and the identity of a row that has no id."""

from __future__ import annotations

import re
from collections import Counter

import pandas as pd

from pipelines.conform.distinct import by_distinct, codes, each
from pipelines.privacy import is_personal, keyed_hash, mobile_digits, worth_a_look

_DATED_NUMBER = re.compile(r"20[0-9]{2}(?:0[1-9]|1[0-2])[0-9]{7,}")
"""20260301000123: a number given by date. No card begins with 20, but one in ten such numbers has its check digit."""


def kept_ids(ids: pd.Series, secret: bytes) -> pd.Series:
    """Ids as they are; an id that is itself personal (a telephone number as respondent number) becomes its keyed hash.

    The same id is the same hash in every table and column, so that references still meet.
    """
    worth = worth_a_look(ids)
    if not worth.any():
        return ids

    def keep(text: str) -> str:
        is_number = _DATED_NUMBER.fullmatch(text) is not None and len(text) != 18
        return text if is_number or not is_personal(text) else keyed_hash(secret, "id", text)

    kept = ids.copy()
    kept[worth] = each(ids[worth], keep)
    return kept


def keyed(texts: pd.Series, purpose: str, secret: bytes) -> pd.Series:
    """Each text as its keyed hash; missing stays missing.

    One person is one key however the id was typed or a spreadsheet kept it: full-width or plain, with blanks at the
    ends, 13800138000.0, or a mobile number in groups or with +86. Any other plain id is hashed as it is.
    """

    def keys(distinct: pd.Series) -> pd.Series:
        plain = [text if text.isalnum() else mobile_digits(text) or text for text in codes(distinct)]
        return pd.Series([keyed_hash(secret, purpose, text) for text in plain], dtype="str")

    return by_distinct(texts, keys)


class RowIdentity:
    """Identity by content: the keyed hash of the whole row and how many equal rows came before it in this file.

    Two equal rows may be two people; the same file loaded twice gives the same ids again.
    """

    def __init__(self, purpose: str, secret: bytes) -> None:
        self._purpose = purpose
        self._secret = secret
        self._met: Counter[str] = Counter()

    def of(self, chunk: pd.DataFrame) -> pd.Series:
        """The ids of a chunk's rows, in their order; chunks must come in the order of the file."""
        filled = chunk.fillna("")
        contents = ["\x1f".join(row) for row in zip(*(filled[name] for name in filled.columns), strict=True)]
        ids: list[str] = []
        for content in contents:
            key = keyed_hash(self._secret, self._purpose, content)
            self._met[key] += 1
            ids.append(f"{key}-{self._met[key]}")
        return pd.Series(ids, index=chunk.index, dtype="str")
