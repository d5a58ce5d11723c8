"""How it is shown: language, theme, type size and medium, with the words and number forms of the language."""

from __future__ import annotations

import gettext
import io
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, Literal

from babel.core import Locale
from babel.dates import format_date
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.numbers import NumberPattern, format_compact_decimal, format_decimal, parse_pattern

from dashboard.slices import Period, week_start

Language = Literal["zh_CN", "en"]
LANGUAGES: tuple[Language, ...] = ("zh_CN", "en")
CATALOGUES = Path(__file__).parent / "locale"


@cache
def _catalogue(language: Language) -> gettext.NullTranslations:
    """The message catalogue, compiled in memory from its reviewed .po file, so that no compiled copy can go stale."""
    source = CATALOGUES / language / "LC_MESSAGES" / "huiyin.po"
    if not source.exists():
        return gettext.NullTranslations()
    with source.open("rb") as lines:
        catalogue = read_po(lines, locale=language)
    compiled = io.BytesIO()
    write_mo(compiled, catalogue)
    compiled.seek(0)
    return gettext.GNUTranslations(compiled)


@cache
def _locale(language: Language) -> Locale:
    """Parsed once: a page writes hundreds of numbers."""
    return Locale.parse(language)


@cache
def _decimals(decimals: int) -> NumberPattern:
    """1,234 with so many decimals."""
    return parse_pattern("#,##0" + ("." + "0" * decimals if decimals else ""))


@lru_cache(maxsize=1 << 16)
def _number(language: Language, value: float, decimals: int, signed: bool) -> str:
    # halves go up, as a bank's own reports have it: 43.25 is 43.3 (Python rounds halves to even)
    rounded = Decimal(repr(value)).quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)
    written = format_decimal(abs(rounded), format=_decimals(decimals), locale=_locale(language))
    if rounded < 0:
        return "−" + written
    return ("+" if signed and rounded > 0 else "") + written


@lru_cache(maxsize=1 << 12)
def _date(language: Language, day: date, pattern: str) -> str:
    return str(format_date(day, pattern, locale=_locale(language)))


@dataclass(frozen=True, slots=True)
class View:
    """One reader's way of seeing. Passed on to figures and words, never read from a global."""

    language: Language = "zh_CN"
    theme: Literal["light", "dark"] = "light"
    is_large: bool = False
    medium: Literal["screen", "phone", "paper", "terminal"] = "screen"

    @property
    def tag(self) -> str:
        """The language as files and browsers name it."""
        return "zh-CN" if self.language == "zh_CN" else "en"

    def text(self, message: str, /, **values: object) -> str:
        """The message in this language; ``message`` is its English wording, values are named: ``{bank}``."""
        translated = _catalogue(self.language).gettext(message)
        return translated.format(**values) if values else translated

    def said(self, sentence: Mapping[str, Any]) -> str:
        """A sentence that a command of the pipelines said, its wording and values apart; a value may be a sentence."""
        values = {
            name: self.said(value) if isinstance(value, Mapping) else value
            for name, value in sentence["values"].items()
        }
        return self.text(sentence["message"], **values)

    def name(self, names: tuple[str, str]) -> str:
        """Of a (name, English name) pair, the one for this language; the bank's own name where there is no other."""
        own, english = names
        return english if self.language == "en" and english else own

    def number(self, value: float, decimals: int = 0, *, signed: bool = False) -> str:
        """A number with grouping and a true minus sign: 1,234.5, −3.2, with ``signed`` +3.2."""
        return _number(self.language, float(value), decimals, signed)

    def compact(self, value: float) -> str:
        """A large count in the reader's own steps: 12.3万 in Chinese, 123K in English."""
        return str(format_compact_decimal(value, locale=_locale(self.language), fraction_digits=1))

    def month(self, day: date) -> str:
        """2026年11月 / Nov 2026."""
        return _date(self.language, day, "yyyy年M月" if self.language == "zh_CN" else "MMM yyyy")

    def day(self, day: date) -> str:
        """2026年11月23日 / 23 Nov 2026."""
        return _date(self.language, day, "yyyy年M月d日" if self.language == "zh_CN" else "d MMM yyyy")

    def week(self, week: str) -> str:
        """2026年第40周（9月28日–10月4日） / Week 40, 2026 (28 Sep – 4 Oct)."""
        monday = week_start(week)
        sunday = monday + timedelta(days=6)
        year, number = week.split("-W")
        pattern = "M月d日" if self.language == "zh_CN" else "d MMM"
        first, last = (_date(self.language, day, pattern) for day in (monday, sunday))
        if self.language == "zh_CN":
            return f"{year}年第{int(number)}周（{first}–{last}）"
        return f"Week {int(number)}, {year} ({first} – {last})"

    def period(self, period: Period) -> str:
        """2026年三季度 / Q3 2026, 2026年 / 2026, 2026年7月 / Jul 2026, or first to last month."""
        first, quarter = period.first, (period.first.month + 2) // 3
        if period.months == 12 and first.month == 1:
            return f"{first.year}年" if self.language == "zh_CN" else f"{first.year}"
        if period.months == 3 and first.month in (1, 4, 7, 10):
            if self.language == "zh_CN":
                return f"{first.year}年{'一二三四'[quarter - 1]}季度"
            return f"Q{quarter} {first.year}"
        if period.months == 1:
            return self.month(first)
        return f"{self.month(first)}–{self.month(period.last)}"
