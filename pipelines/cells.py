"""How the text of one cell or header is made comparable; imports only the standard library."""

from __future__ import annotations

import re
import unicodedata

INVISIBLE: dict[int, str | None] = {
    **dict.fromkeys((*range(9), *range(0x0E, 0x1C), *range(0x7F, 0xA0), 0x00AD, *range(0x200B, 0x2010))),
    **dict.fromkeys((*range(0x202A, 0x202F), 0x2060, *range(0x2066, 0x206A), 0xFEFF)),
    **dict.fromkeys((0x0B, 0x0C, *range(0x1C, 0x20), 0x85), " "),
}
"""What nobody sees and no text needs: control characters, which no office file takes and a terminal obeys, but tabs and
line breaks; and characters of no width and marks of writing direction, which would hide a number from whoever looks for
it. What parts words becomes a blank."""
_WHOLE_NUMBER_AS_DECIMAL = re.compile(r"([+-]?\d+)\.0+")
_SPACES = re.compile(r"\s+")


def header(text: str) -> str:
    """A header as it is compared: no invisible characters, every run of blanks (line breaks too) one space, no ends.

    >>> header("\\ufeff3、性别\\u00a0 ")
    '3、性别'
    """
    return _SPACES.sub(" ", text.translate(INVISIBLE)).strip()


def code(text: str) -> str:
    """A cell as codes and words are compared: full-width forms made plain, blanks cut off the ends, 6.0 read as 6.

    >>> code(" １０ "), code("6.0"), code("9.6")
    ('10', '6', '9.6')
    """
    plain = unicodedata.normalize("NFKC", text.translate(INVISIBLE)).strip()
    whole = _WHOLE_NUMBER_AS_DECIMAL.fullmatch(plain)
    return whole.group(1) if whole else plain


def visible(text: str) -> str:
    """A text as it is kept: what nobody sees gone, ends cut, nothing else changed."""
    return text.translate(INVISIBLE).strip()
