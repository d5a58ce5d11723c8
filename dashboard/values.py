"""The frozen values that travel from a query to a screen, a file or a terminal; imports only the slice."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from types import MappingProxyType
from typing import Any, Literal

from dashboard.slices import Period, Slice, week_start

Shown = Literal["score", "interval", "hidden", "pooled"]
Key = tuple[tuple[str, str], ...]
"""What a value is of, as (dimension, id) pairs: (("month", "2026-07-01"), ("unit", "r03"))."""

OTHERS = "others:"
"""How the id of a pool begins; what follows is the unit whose others they are (nothing for members)."""

_SEAL = object()
EMPTY: Mapping[Any, Any] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Released:
    """One number that may be seen. Only ``gate.release`` makes one; figures, tables and words accept nothing else.

    ``score``, ``low`` and ``high`` are in the measure's own unit (points, per cent, per 10,000 …) and are ``None``
    where they may not or cannot be shown; ``base`` is the whole number of answers, customers or cases behind it.
    """

    measure: str
    key: Key
    shown: Shown
    score: float | None
    low: float | None
    high: float | None
    base: int | None
    base_of: str
    low_base: bool = False
    parts: Mapping[str, float] = field(default_factory=lambda: EMPTY)
    """Counts behind the score where they may be shown as well: promoters, passives, detractors, complaints …"""
    is_freer: bool = False
    """Whether it is a freer cut: shown from a higher base on, in steps of whole points."""
    _seal: object = None

    def __post_init__(self) -> None:
        if self._seal is not _SEAL:
            raise TypeError("Released values are made by dashboard.gate alone: call gate.release(...)")

    def of(self, dimension: str) -> str | None:
        """The id this value has on one dimension, or None."""
        return dict(self.key).get(dimension)

    @property
    def month(self) -> str | None:
        """The first day of the week, month, quarter or year this value is of, as "2026-07-01"; None if of none."""
        ids = dict(self.key)
        if "week" in ids:
            return week_start(ids["week"]).isoformat()
        if "month" in ids:
            return ids["month"]
        written = ids.get("quarter") or ids.get("year")
        return Period.parse(written).first.isoformat() if written else None

    @property
    def is_pooled(self) -> bool:
        """Whether it is of several units or members that may only be shown together."""
        return any(member.startswith(OTHERS) for _, member in self.key)

    @property
    def is_watched_too_short(self) -> bool:
        """Whether a value that does not show is only not known yet: a bank's own records are never hidden."""
        return bool(self.base) and self.base_of in ("suggestions", "matters", "entries")


@dataclass(frozen=True, slots=True)
class Voice:
    """One customer's words, masked, with the group that the score given beside them belongs to."""

    part: str
    text: str


ChangeCode = Literal["rose", "fell", "no_clear_change", "too_few"]
ComparisonCode = Literal["higher", "lower", "cannot_be_told_apart", "too_few"]
EffectCode = Literal[
    "proven",
    "made_worse",
    "not_the_expected_size",
    "inconclusive",
    "consistent_with",
    "too_early",
    "claimed",
]


def stepped(number: float | None, step: int) -> float | None:
    """A number of points to the nearest whole step."""
    return None if number is None else float(step * round(number / step))


@dataclass(frozen=True, slots=True)
class Verdict:
    """What may be said about a difference, from the closed vocabulary; ``verdicts.say`` puts it into words."""

    family: Literal["change", "comparison", "effect"]
    code: ChangeCode | ComparisonCode | EffectCode
    against: str
    """What it was compared with: previous, year_before, bank, untouched_units …"""
    difference: float | None = None
    low: float | None = None
    high: float | None = None
    p_value: float | None = None
    is_good: bool | None = None
    """Whether the direction is the wished one, read from the register; None where nothing changed."""
    expected: float | None = None
    """Of an effect: the change that was written down before it was tried; None where nobody did."""
    detectable: float | None = None
    """Of an effect: the change that would have been found with the usual power."""
    tells_from: date | None = None
    """Of an effect too early to be told: the month-end from which it can be."""

    def in_steps(self, step: int) -> Verdict:
        """The same as every freer cut of answers is told, in steps of so many points; the word was decided before."""
        return replace(
            self,
            difference=stepped(self.difference, step),
            low=stepped(self.low, step),
            high=stepped(self.high, step),
            detectable=stepped(self.detectable, step),
        )


@dataclass(frozen=True, slots=True)
class Footer:
    """What stands under every figure: where the number comes from and how it may be read."""

    bank: str
    is_example: bool
    build: str
    data_until: str
    period: Period | None
    as_of: str | None
    interval_rule: str
    """A method id of the register: adjusted_wald, wilson, byar, aalen_johansen …"""
    source: Literal["mart", "facts"]
    comparisons: int = 1
    notes: tuple[str, ...] = ()
    """Codes of remarks a reader needs: weighted, freer_cut, off_scale, partial …"""


Missing = Literal[
    "not_asked",
    "no_responses",
    "no_exposure",
    "no_invitations",
    "no_suggestions",
    "nothing_unfinished",
    "no_inspections",
    "no_journey_events",
    "no_reviews",
    "no_education",
    "all_held_some",
    "too_few_reviews",
    "no_complaints",
    "no_clocks",
    "no_contacts",
    "no_closing",
    "no_keys",
    "too_few_months",
    "nothing_open",
    "no_hand_overs",
    "no_call_backs",
    "none_told",
    "nothing_before",
    "no_matters",
    "cut_too_fine",
    "too_few_alone",
    "not_old_enough",
    "no_documents",
    "too_few_documents",
    "too_few_scored",
    "no_baseline",
    "too_few_peers",
    "one_step",
    "one_touchpoint",
    "no_touchpoints",
    "all_alike",
    "no_satisfaction",
    "too_few_marks",
    "one_part",
    "no_rules",
    "not_in_rules",
    "no_attributes",
    "undated_attributes",
    "no_units_with_attribute",
    "none_of_them_comparable",
]


@dataclass(frozen=True, slots=True)
class Answer:
    """One question answered once: language-free, already released, ready to be drawn, said, filed or printed."""

    question: str
    measure: str
    slice: Slice
    footer: Footer
    values: tuple[Released, ...] = ()
    verdicts: tuple[Verdict, ...] = ()
    chart: Mapping[str, Any] = field(default_factory=lambda: EMPTY)
    """What a figure needs beside the values: limits, centre line, events, targets, signals."""
    labels: Mapping[tuple[str, str], tuple[str, str]] = field(default_factory=lambda: EMPTY)
    """(dimension, id) -> (name, English name), for every id in ``values`` and ``chart``."""
    missing: Missing | None = None

    def decimals(self, *numbers: float | None) -> int:
        """Decimals of a number of this answer, as the register says; none on a freer cut, which is in whole points
        and must not look finer than it is (rates of the bank's own records are not rounded and keep theirs)."""
        is_whole = all(number is None or float(number).is_integer() for number in numbers)
        return 0 if "freer_cut" in self.footer.notes and is_whole else int(self.chart.get("decimals", 1))
