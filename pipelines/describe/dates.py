"""Which form the dates of a column have; what cannot be seen in them is left for a person to decide."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from pipelines.conform.dates import read_dates
from pipelines.conform.day_or_month import evidence
from pipelines.contracts import Column
from pipelines.describe.model import Line, Option, Why
from pipelines.describe.profiling import Profile, quote
from pipelines.descriptions import Source

ENOUGH = 0.9
"""Share of a column's values that must be dates of one form, for the column to be one of dates."""
_SAMPLE, _FIRST = 2_000, 20
_LONGEST_DATE = 40
_ZONE = "Asia/Shanghai"
_PROBE = Column("at", "timestamp", "", "")
_MONTH_PROBE = Column("month", "month", "", "")
_OTHER_FORMS = (
    "%d-%b-%Y", "%d %b %Y", "%d %B %Y", "%b %d, %Y", "%B %d, %Y", "%d-%b-%y", "%b %d, %Y %I:%M:%S %p",
    "%d %b %Y %H:%M:%S", "%a %b %d %H:%M:%S %Y", "%d.%m.%Y %H:%M:%S", "%m月%d日", "%Y",
)  # fmt: skip
_SHAPE = re.compile(r"(?:19|20)\d{2}|\d{1,4}[/.\-]\d{1,2}[/.\-]\d{1,4}|^\d{1,2}$|^\d{5}(?:\.\d+)?$|\d月")
_NUMBERS_ALONE = re.compile(r"\d{1,2}|\d{5}(?:\.\d+)?")
_DAY = re.compile(r"0?[1-9]|[12]\d|3[01]")
_EXCEL_DAYS = (20_000.0, 60_000.0)
"""1954 to 2064 in a spreadsheet's own day numbers."""
_EXAMPLES: Mapping[str, tuple[str, str]] = {
    "day first": ("the day stands first", "日在前"),
    "month first": ("the month stands first", "月在前"),
    "year first": ("the year stands first", "年在前"),
}


@dataclass(frozen=True, slots=True)
class Dated:
    """What the dates of a column look like: settings to add to its source, how sure, and why.

    ``settings`` maps the setting (format, constants) to its value, None where a person has to decide; empty where the
    loader reads the form without being told. ``share`` of the values are read so.
    """

    settings: Mapping[str, Any]
    sureness: Any
    why: Why
    choices: tuple[Option, ...] = ()
    share: float = 1.0

    def lines(self, path: str, column: str) -> list[Line]:
        return [
            Line(
                f"{path}.{setting}",
                value,
                "undecided" if value is None else self.sureness,
                self.why,
                self.choices if value is None else (),
                (column,),
            )
            for setting, value in self.settings.items()
        ]


def dated(profile: Profile, type_: str) -> Dated | None:
    """How a column's values can be read as dates of this type, or None where they are none."""
    key = "month" if type_ == "month" else "timestamp"
    if key not in profile.remembered:
        profile.remembered[key] = _dated(profile, key) if _may_be_dates(profile) else None
    found: Dated | None = profile.remembered[key]
    return found


def _may_be_dates(profile: Profile) -> bool:
    """Whether it is worth trying: short texts that have a year, or numbers with marks between them."""
    # a cell that is filled with what nobody sees counts as no text
    if not profile.counts or profile.mean_characters > _LONGEST_DATE:
        return False
    first = list(profile.counts)[:_FIRST]
    return sum(_SHAPE.search(text) is not None for text in first) >= ENOUGH * len(first)


def _dated(profile: Profile, type_: str) -> Dated | None:
    texts = list(profile.counts)[:_SAMPLE]
    probe = _MONTH_PROBE if type_ == "month" else _PROBE
    example = quote(texts[0])
    if all(_NUMBERS_ALONE.fullmatch(text) for text in texts):
        return _day_numbers(profile) or _days_only(profile, example)
    share = _share(profile, texts, probe, Source())
    if share >= ENOUGH:
        return Dated(
            {},
            "sure",
            Why(
                f"{_part(share)} of {profile.filled:,} values are dates that begin with the year, as {example!r}",
                f"{profile.filled:,} 个值中 {share:.1%} 为年份在前的日期，如 {example!r}",
            ),
            share=share,
        )
    return _ordered(profile, texts) or _other(profile, texts, probe)


def _ordered(profile: Profile, texts: Sequence[str]) -> Dated | None:
    """Dates written in numbers with the year at the end."""
    found = evidence(texts)
    if found is None or found.values < ENOUGH * len(texts):
        return None
    said = found.said().replace(" values", " different values")
    counts = found.fitting
    listed = "、".join(f"{_EXAMPLES[reading][1]} {counts[reading]:,}" for reading in counts if counts[reading])
    if len(found.formats) == 1:
        [(reading, form)] = found.formats.items()
        return Dated(
            {"format": form},
            "sure",
            Why(
                f"{said}: {_EXAMPLES[reading][0]}, as in {quote(texts[0])!r}",
                f"{found.values:,} 个不同值中只有“{_EXAMPLES[reading][1]}”全部成立（{listed}），如 {quote(texts[0])!r}",
            ),
        )
    choices = tuple(
        Option(form, Why(_EXAMPLES[reading][0], _EXAMPLES[reading][1])) for reading, form in found.formats.items()
    )
    if not choices:
        return Dated(
            {"format": None},
            "undecided",
            Why(
                f"{said}: the column mixes forms; give a list of formats",
                f"没有一种写法全部成立（{listed}），请给出格式",
            ),
            tuple(
                Option(form, Why(form, form)) for form in ("%d/%m/%Y", "%m/%d/%Y", "%d/%m/%Y %H:%M", "%m/%d/%Y %H:%M")
            ),
        )
    return Dated(
        {"format": None},
        "undecided",
        Why(
            f"ambiguous: {profile.filled:,} dates, {said}, as {quote(texts[0])!r}; decide",
            f"有歧义：全部 {found.values:,} 个不同值两种读法都成立（{listed}），如 {quote(texts[0])!r}，请决定",
        ),
        choices,
    )


def _other(profile: Profile, texts: Sequence[str], probe: Column) -> Dated | None:
    for form in _OTHER_FORMS:
        if form == "%Y" and probe.type != "month":
            years = profile.share(lambda text: bool(re.fullmatch(r"(19|20)\d\d", text)))
            if years >= ENOUGH:
                return Dated(
                    {"format": "%Y"},
                    "guess",
                    Why(
                        f"{profile.filled:,} values are years alone, as {quote(texts[0])!r}: rows are dated 1 January",
                        f"{profile.filled:,} 个值只有年份，如 {quote(texts[0])!r}：均记为 1 月 1 日",
                    ),
                )
            continue
        share = _share(profile, texts, probe, Source(formats=(form,)))
        if share >= ENOUGH:
            return Dated(
                {"format": form},
                "sure" if share == 1 else "likely",
                Why(
                    f"{_part(share)} of {profile.filled:,} values are dates of one form, as {quote(texts[0])!r}",
                    f"{profile.filled:,} 个值中 {share:.1%} 为同一写法的日期，如 {quote(texts[0])!r}",
                ),
                share=share,
            )
    return None


def _day_numbers(profile: Profile) -> Dated | None:
    low, high = _EXCEL_DAYS
    if profile.number_share == 1 and all(low <= number <= high for number in profile.numbers):
        return Dated(
            {"format": "excel"},
            "guess",
            Why(
                f"{profile.filled:,} values lie from {min(profile.numbers):g} to {max(profile.numbers):g}: "
                "day numbers of a spreadsheet",
                f"{profile.filled:,} 个值介于 {min(profile.numbers):g} 与 {max(profile.numbers):g}，应为表格日序号",
            ),
        )
    return None


def _days_only(profile: Profile, example: str) -> Dated | None:
    """SFO's INTDATE: only the day of the month stands in the file."""
    if profile.share(lambda text: bool(_DAY.fullmatch(text))) < 1:
        return None
    why = Why(
        f"{profile.filled:,} values from 1 to 31, as {example!r}: only the day; the year and the month must be said",
        f"{profile.filled:,} 个值介于 1 至 31，如 {example!r}：只有日，须补上年和月",
    )
    option = Option({"year": 2026, "month": 1}, Why("the year and month of the survey", "调查所在的年、月"))
    return Dated({"format": "%d", "constants": None}, "guess", why, (option,))


def _share(profile: Profile, texts: Sequence[str], probe: Column, source: Source) -> float:
    """The share of answers, repeated ones counted, that this form reads."""
    first = texts[:_FIRST]
    if (
        len(texts) > _FIRST
        and read_dates(pd.Series(first, dtype="str"), probe, source, _ZONE).notna().sum() < 0.5 * _FIRST
    ):
        return 0.0
    series = pd.Series(list(texts), dtype="str")
    is_read = read_dates(series, probe, source, _ZONE).notna()
    times = [profile.counts[text] for text in texts]
    return sum(time for time, read in zip(times, is_read, strict=True) if read) / sum(times)


def _part(share: float) -> str:
    return "all" if share == 1 else f"{share:.1%}"
