"""What speaks for a column of a file as a column of a table: its name held against what its values say."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from pipelines.conform.parsing import parse
from pipelines.contracts import Column, Contract
from pipelines.describe.banks import Held
from pipelines.describe.dates import Dated, dated
from pipelines.describe.model import Line, Option, Sureness, Why
from pipelines.describe.profiling import Profile, quote
from pipelines.describe.vocabulary import EXACT, answer_words
from pipelines.descriptions import Source
from pipelines.privacy import is_personal

DATED = ("date", "timestamp", "month")
FITS = 0.8
"""Share of a column's values that must be what the contract asks for."""
SMALL_NUMBERS = 30
MOST_WORDS = 40
"""Distinct answers of a column whose words are looked up one by one."""


@dataclass(frozen=True, slots=True)
class Match:
    """A column of the file that may fill a canonical one."""

    column: Column
    profile: Profile
    strength: float
    sureness: Sureness
    why: Why
    settings: Mapping[str, Any] = field(default_factory=dict)
    dated: Dated | None = None
    why_settings: Why | None = None
    settings_sureness: Sureness = "likely"
    others: tuple[Option, ...] = ()
    """Other columns of the file that might fill it."""

    def lines(self) -> list[Line]:
        """The lines of [columns.…] that say so."""
        path = f"columns.{self.column.name}"
        about = (self.profile.column,)
        lines = [Line(f"{path}.column", self.profile.column, self.sureness, self.why, self.others, about)]
        if self.dated is not None:
            lines += self.dated.lines(path, self.profile.column)
        for setting, value in self.settings.items():
            is_open = isinstance(value, dict) and "?" in value.values()
            choices = tuple(Option(word, Why(word, word)) for word in self.column.allowed) if is_open else ()
            lines.append(
                Line(
                    f"{path}.{setting}",
                    value,
                    "undecided" if is_open else self.settings_sureness,
                    self.why_settings or self.why,
                    choices,
                    about,
                )
            )
        return lines


def fitted(
    column: Column,
    profile: Profile,
    strength: float,
    why: Why,
    contract: Contract,
    held: Held,
    is_decided: bool = False,
) -> Match | None:
    """The match with what its values say; None where they are not what the contract asks for."""
    sureness: Sureness = (
        "decided" if is_decided else "sure" if strength >= EXACT else "likely" if strength >= 0.6 else "guess"
    )
    if column.type in DATED:
        form = dated(profile, column.type)
        if form is None and not is_decided:
            return None
        if form is not None:
            said = both(why, form.why)
            weaker = form.sureness if form.sureness in ("likely", "guess") and not is_decided else sureness
            return Match(column, profile, strength * (0.5 + form.share / 2), weaker, said, dated=form)
        return Match(column, profile, strength, sureness, why)
    if column.references and held.ids(column.references):
        return _referring(column, profile, strength, sureness, why, held, is_decided)
    if column.allowed or column.type == "boolean":
        return _in_words(column, profile, strength, sureness, why, contract, is_decided)
    if column.type in ("integer", "decimal"):
        share = _readable(column, profile)
        if share < FITS and not is_decided:
            return None
        evidence = Why(
            f"{share:.0%} of {profile.filled:,} values are numbers", f"{profile.filled:,} 个值中 {share:.0%} 为数字"
        )
        return Match(
            column, profile, strength * share, sureness if share == 1 or is_decided else "likely", both(why, evidence)
        )
    if column.name == contract.identity or (column.name in contract.key[:1] and column.name.endswith("_id")):
        return _identity(column, profile, strength, sureness, why, contract)
    if _is_coded(column, profile):
        codes = Why(
            "they are codes: give their words under values, or the codes themselves are the members",
            "均为代码：请在 values 中给出含义，否则以代码为成员",
        )
        return Match(
            column, profile, strength, "decided" if is_decided else "guess", both(both(why, _held_by(profile)), codes)
        )
    return Match(column, profile, strength, sureness, both(why, _held_by(profile)))


def _identity(
    column: Column, profile: Profile, strength: float, sureness: Sureness, why: Why, contract: Contract
) -> Match:
    rows = profile.rows
    if profile.is_id:
        evidence = Why(f"{rows:,} rows, {rows:,} different values", f"{rows:,} 行各有不同的值")
        return Match(column, profile, strength, sureness, both(why, evidence))
    if contract.identity is None or (len(contract.key) > 1 and contract.table != "survey_responses"):
        return Match(column, profile, strength * 0.95, sureness, both(why, _held_by(profile)))
    evidence = Why(
        f"{_many(profile.repeated)} rows repeat an id, {rows - profile.filled:,} have none: of equal ids the last "
        "counts, rows without one are refused",
        f"{_many(profile.repeated)} 行编号重复，{rows - profile.filled:,} 行没有编号：同号以末行为准，无编号不收",
    )
    return Match(column, profile, strength * 0.7, sureness if sureness == "decided" else "guess", both(why, evidence))


def _referring(
    column: Column, profile: Profile, strength: float, sureness: Sureness, why: Why, held: Held, is_decided: bool
) -> Match | None:
    """A column of ids, or of names, that the bank has."""
    table = column.references
    ids, names = held.ids(table), held.names(table)
    share = profile.share(lambda text: text in ids)
    if share >= FITS:
        evidence = Why(
            f"{share:.0%} of the values are ids of the bank's {table}", f"{share:.0%} 的值是本行已有的编号（{table}）"
        )
        return Match(column, profile, strength + 0.3, "decided" if is_decided else "sure", both(why, evidence))
    named = {text: names[text] for text in profile.counts if text in names}
    share = profile.share(lambda text: text in names)
    if share >= FITS / 2:
        evidence = Why(
            f"{share:.0%} of the values are names of the bank's {table}; other names, and shared ones, are refused",
            f"{share:.0%} 的值是本行的名称（{table}）；没有对应或重名的不收",
        )
        return Match(
            column,
            profile,
            strength + 0.1,
            sureness,
            both(why, evidence),
            {"values": dict(sorted(named.items()))},
            None,
            evidence,
        )
    if is_decided:
        return Match(column, profile, strength, sureness, why)
    return None


def _in_words(
    column: Column,
    profile: Profile,
    strength: float,
    sureness: Sureness,
    why: Why,
    contract: Contract,
    is_decided: bool,
) -> Match | None:
    """A column whose words must be mapped to those the contract allows."""
    is_boolean = column.type == "boolean"
    meant = answer_words(contract.table, column.name, is_boolean)
    texts = list(profile.counts)
    if len(texts) > MOST_WORDS:
        return Match(column, profile, strength, sureness, why) if is_decided else None
    read_already = _reads(column, texts)
    values: dict[str, str] = {}
    unknown: list[str] = []
    is_guessed = is_boolean and set(texts) == {"1", "2"}
    if is_guessed:
        meant = {"1": "true", "2": "false"}
        read_already = [False, False]
    for text, is_read in zip(texts, read_already, strict=True):
        if is_read:
            continue
        value = meant.get(text.lower())
        if value is None and not is_boolean:
            value = _held_word(text, meant)
            is_guessed = is_guessed or value is not None
        if value is None and is_personal(text):
            continue  # no word of a list; a description never holds it, and its row is refused
        if value is None:
            unknown.append(text)
        else:
            values[text] = value
    known = sum(profile.counts[text] for text in texts if text not in unknown)
    counted = sum(profile.counts.values())
    is_named = strength >= 1.0 and not is_boolean
    if known < 0.5 * counted and not is_decided and not is_named:
        return None
    if is_guessed and is_boolean:
        evidence = Why("codes 1 and 2: taken for yes and no", "代码 1、2：当作是、否")
    else:
        shown = _quoted(text for text in texts if text not in unknown)
        evidence = Why(
            f"{known:,} of {counted:,} values are words for it ({shown})",
            f"{counted:,} 个值中 {known:,} 个可识别（{shown}）",
        )
    settings: dict[str, Any] = {}
    why_settings = evidence
    if unknown and not is_boolean:  # of yes and no there is no third to choose
        values |= dict.fromkeys(unknown, "?")
        why_settings = Why(
            f"nobody knows what {_quoted(unknown)} means: decide, or leave it out and those rows are refused",
            f"不知 {_quoted(unknown)} 的含义：请决定；删去则这些行不收",
        )
    if values:
        settings["values"] = values
    share = known / counted if counted else 0.0
    return Match(
        column,
        profile,
        strength * (0.5 + share / 2),
        sureness,
        both(why, evidence),
        settings,
        None,
        why_settings,
        "guess" if is_guessed else "likely",
    )


def _held_word(text: str, meant: Mapping[str, str]) -> str | None:
    """What the longest known Chinese word within a text stands for: 首次回复 holds 回复. A denial says the opposite."""
    held = [word for word in meant if not word.isascii() and word in text.lower()]
    if not held:
        return None
    word = max(held, key=len)
    denied = any(mark in text and mark not in word for mark in "不未没无非")
    return None if denied else meant[word]


def _many(rows: int | None) -> str:
    return "…" if rows is None else f"{rows:,}"


def _readable(column: Column, profile: Profile) -> float:
    texts = list(profile.counts)
    return _share_of(profile, texts, _reads(column, texts))


def _reads(column: Column, texts: Sequence[str]) -> list[bool]:
    """Which texts the loader reads as they are."""
    series = pd.Series(list(texts), dtype="str")
    return list(parse(series, column, Source(), "Asia/Shanghai").reasons.isna())


def _share_of(profile: Profile, texts: Sequence[str], is_fitting: Sequence[bool]) -> float:
    total = sum(profile.counts[text] for text in texts)
    return (
        sum(profile.counts[text] for text, fits in zip(texts, is_fitting, strict=True) if fits) / total
        if total
        else 0.0
    )


def _held_by(profile: Profile) -> Why:
    holds = profile.holds()
    if not profile.examples:
        return Why(f"it holds {holds.en}", holds.zh)
    shown = ", ".join(repr(example) for example in profile.examples[:2])
    return Why(f"it holds {holds.en}, as {shown}", f"{holds.zh}，如 {shown}")


def _quoted(texts: Any) -> str:
    listed = [quote(text) for text in texts]
    return ", ".join(repr(text) for text in listed[:4]) + (f" … ({len(listed)})" if len(listed) > 4 else "")


def both(first: Why, second: Why) -> Why:
    """Two reasons as one."""
    return Why(f"{first.en}; {second.en}", f"{first.zh}；{second.zh}")


def _is_coded(column: Column, profile: Profile) -> bool:
    """A dimension whose members are small numbers."""
    is_id = column.name.endswith("_id") or column.privacy != "masked"
    return not is_id and profile.distinct <= SMALL_NUMBERS and profile.number_share == 1 and not profile.words
