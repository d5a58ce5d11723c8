"""How much room a text takes before anybody draws it, so that a slide is filled and never runs over."""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Sequence

LINE = 1.3
"""Height of a line in letters."""
SHORT_EM = 8.2
"""A cell of so few letters is not broken: 33.1 to 35.8, 客户满意度."""
ROOMY = 1.1
"""Programs put a little room between Chinese and Latin letters."""
_WIDE = frozenset("WFA")
_LATIN_EM = 0.56
"""Mean width of a Latin letter, a digit or a space in letters' heights; capitals are wider, i and l narrower."""


def ems(text: str) -> float:
    """The width of a text on one line, in heights of a letter: a Chinese character is one.

    >>> ems("回音")
    2.0
    """
    return sum(1.0 if unicodedata.east_asian_width(each) in _WIDE else _LATIN_EM for each in text)


def lines(text: str, size_pt: float, width_in: float) -> int:
    """How many lines a text takes in a box so wide, words kept whole."""
    most = max(width_in * 72 / size_pt, 1.0)
    return sum(max(1, math.ceil(ems(line) * 1.04 / most)) for line in text.split("\n"))


def height_in(texts: Sequence[str], size_pt: float, width_in: float, *, between_pt: float = 0.0) -> float:
    """The height of paragraphs below each other, with so much between them."""
    total = sum(lines(text, size_pt, width_in) for text in texts) * size_pt * LINE
    return (total + between_pt * max(len(texts) - 1, 0)) / 72


def size_that_fits(
    texts: Sequence[str], width_in: float, most_in: float, sizes: Sequence[float], *, between_pt: float = 0.0
) -> float | None:
    """The first of ``sizes`` at which the texts fit; None where none does."""
    return next((size for size in sizes if height_in(texts, size, width_in, between_pt=between_pt) <= most_in), None)


def column_widths(
    rows: Sequence[Sequence[str]], parts: Sequence[float], width_in: float, size_pt: float, room_in: float
) -> list[float]:
    """The width of each column in inches: what its longest cell takes where all fit, else less for those that can
    break, never less than a number or a word takes. What is over goes by ``parts``; ``room_in`` stands beside a text.

    >>> [round(each, 2) for each in column_widths([["回音", "1,234 to 5,678"]], [1, 1], 6.0, 12.0, 0.1)]
    [2.46, 3.54]
    """
    em = size_pt / 72
    cells = [[row[at] for row in rows] for at in range(len(parts))]
    most = [max(ems(each) for each in column) * ROOMY * em + room_in for column in cells]
    least = [max(_unbroken(each) for each in column) * ROOMY * em + room_in for column in cells]
    if sum(most) <= width_in:
        over = width_in - sum(most)
        return [each + over * part / sum(parts) for each, part in zip(most, parts, strict=True)]
    if sum(least) >= width_in:
        return [width_in * each / sum(least) for each in least]
    given = (width_in - sum(least)) / sum(high - low for high, low in zip(most, least, strict=True))
    return [low + (high - low) * given for high, low in zip(most, least, strict=True)]


def _unbroken(text: str) -> float:
    """What must stay on one line: a cell with few letters or numbers whole, else its longest word, at least some
    letters of a Chinese one."""
    whole = ems(text)
    if whole <= SHORT_EM:
        return whole
    return max(min(ems(word), SHORT_EM) for word in text.split())


def in_pages(heights: Sequence[float], room: float) -> list[range]:
    """Rows of these heights as pages of so much room, in order; a row higher than a page has one of its own.

    >>> in_pages([1, 1, 1], 2)
    [range(0, 2), range(2, 3)]
    """
    pages, first, used = [], 0, 0.0
    for at, height in enumerate(heights):
        if at > first and used + height > room:
            pages.append(range(first, at))
            first, used = at, 0.0
        used += height
    pages.append(range(first, len(heights)))
    return pages


def cut(text: str, size_pt: float, width_in: float, most_lines: int) -> str:
    """The text, with … where it would take more than so many lines."""
    if lines(text, size_pt, width_in) <= most_lines:
        return text
    kept = text
    while kept and lines(f"{kept}…", size_pt, width_in) > most_lines:
        kept = kept[:-1]
    return f"{kept}…"
