"""Folds a text for grouping: one form of every character, no markup. What is shown stays as it was written."""

from __future__ import annotations

import html
import re
import unicodedata
from functools import cache

import opencc

MOST_CHARACTERS = 20_000
"""How much of one text is read; the rest of a longer one is stored and shown, and counts for nothing."""

_SCRIPT = re.compile(r"<(script|style)\b.*?(?:</\1\s*>|$)", re.IGNORECASE | re.DOTALL)
_TAG = re.compile(r"</?[a-z!][^<>]{0,300}>", re.IGNORECASE)
_MASKED = re.compile(r"\[(?:ID|CARD|PHONE|EMAIL)\]")
_REDACTED = re.compile(r"(?<![a-z])x{2,}(?![a-z])")
"""xxxx, XX/XX/2015, xxxx1234: what some sources put in the place of names and numbers."""
_INVISIBLE = dict.fromkeys((173, 1564, *range(8203, 8208), *range(8234, 8239), *range(8288, 8304), 65279))
"""Soft hyphens, zero-width characters, and marks that turn the direction of writing."""
_APOSTROPHES = {ord(mark): "'" for mark in "’‘ʼ`´"}


def fold(text: str) -> str:
    """A text as words are looked for in it: NFKC, lower case, Simplified characters, no markup, no mask tokens.

    >>> fold("後臺的手機銀行ＡＰＰ，<b>很</b>慢 [PHONE] XXXX/XXXX/2015")
    '后台的手机银行app, 很 慢     / /2015'
    """
    text = text[:MOST_CHARACTERS]
    if "<" in text or "&" in text:
        text = _TAG.sub(" ", _SCRIPT.sub(" ", html.unescape(text)))
    if "[" in text:
        text = _MASKED.sub(" ", text)
    text = unicodedata.normalize("NFKC", text).translate(_INVISIBLE).translate(_APOSTROPHES).lower()
    if "xx" in text:
        text = _REDACTED.sub(" ", text)
    return simplified(text)


def simplified(text: str) -> str:
    """Traditional characters as Simplified ones: one way only, so for grouping and not for showing."""
    return str(text if text.isascii() else _converter().convert(text))


@cache
def _converter() -> opencc.OpenCC:
    return opencc.OpenCC("t2s")
