"""How the text of one cell or header is made comparable; imports only the standard library."""

from __future__ import annotations

import re
import unicodedata

_INVISIBLE = dict.fromkeys([0x0000, 0x00AD, 0x200B, 0x200C, 0x200D, 0x2060, 0xFEFF])
_WHOLE_NUMBER_AS_DECIMAL = re.compile(r"([+-]?\d+)\.0+")
_SPACES = re.compile(r"\s+")


def header(text: str) -> str:
    """A header as it is compared: no invisible characters, every run of blanks (line breaks too) one space, no ends.

    >>> header("\\ufeff3、性别\\u00a0 ")
    '3、性别'
    """
    return _SPACES.sub(" ", text.translate(_INVISIBLE)).strip()


def code(text: str) -> str:
    """A cell as codes and words are compared: full-width forms made plain, blanks cut off the ends, 6.0 read as 6.

    >>> code(" １０ "), code("6.0"), code("9.6")
    ('10', '6', '9.6')
    """
    plain = unicodedata.normalize("NFKC", text.translate(_INVISIBLE)).strip()
    whole = _WHOLE_NUMBER_AS_DECIMAL.fullmatch(plain)
    return whole.group(1) if whole else plain


def visible(text: str) -> str:
    """A text as it is kept: invisible characters gone, ends cut, nothing else changed."""
    return text.translate(_INVISIBLE).strip()
