"""The one gate: makes every value that a person may see, and hides what rests on too few; imports values and scopes."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any, Protocol, TypeVar

from dashboard import values
from dashboard.scopes import Scope
from dashboard.values import EMPTY, Key, Released, Shown

PROTECTED_BASES = frozenset({"responses", "ratings", "documents"})
"""How few people answered, and what they said, is protected. Invitations, suggestions and complaints are the bank's own
records: small ones may be told, but a share of them still shows its interval alone until it rests on enough."""
ANSWER_BASES = PROTECTED_BASES - {"documents"}
"""Scores among answers may be asked for in any selection; a word is told with ten texts or more that hold it."""
EXPOSURE_BASES = frozenset({"customer_months", "outlet_months", "transactions"})
"""Rates over an exposure always carry their interval, zero with its upper bound: nothing of them is hidden."""
COUNTED = "count"
"""The unit of a plain count: a number of records or answers, which has no interval and is not protected."""


class ReleaseError(PermissionError):
    """Somebody tried to release what may not be seen: a unit by name that lies outside the scope."""


class Measured(Protocol):
    """What the gate must know of a measure; the register's entries have it."""

    @property
    def measure(self) -> str: ...
    @property
    def unit(self) -> str: ...
    @property
    def base_of(self) -> str: ...


class Estimated(Protocol):
    """Arrays of equal length: score, low and high are masked (or None) where there is nothing; base is a number."""

    @property
    def score(self) -> Any: ...
    @property
    def low(self) -> Any: ...
    @property
    def high(self) -> Any: ...
    @property
    def base(self) -> Any: ...


@dataclass(frozen=True, slots=True)
class Rules:
    """From which base on what may be shown; the numbers stand in the register that travels in the build."""

    hidden_below: int
    interval_below: int
    low_below: int
    freer_from: int

    @classmethod
    def of(cls, register: Mapping[str, float]) -> Rules:
        """The rules of a build's register; a register without them is refused: without rules nothing is released."""
        names = ("base_hidden_below", "base_interval_below", "base_low_below", "freer_cut_from")
        if absent := [name for name in names if name not in register]:
            raise ReleaseError(f"the build's register lacks {', '.join(absent)}: build it again")
        return cls(*(int(register[name]) for name in names))

    def step(self, measure: Measured, base: float) -> int:
        """The whole points in which a freer cut of a measure is told; of scores among answers so many that
        ``hidden_below`` answers more or less could stand behind each. Two freer cuts may differ by a handful of people,
        whom nothing in the build protects.
        """
        if measure.base_of not in ANSWER_BASES:
            return 1
        return max(1, math.ceil(100 * self.hidden_below / base)) if base > 0 else 100


def release(
    measure: Measured,
    keys: Sequence[Key],
    estimate: Estimated,
    rules: Rules,
    scope: Scope,
    *,
    parts: Sequence[Mapping[str, float]] | None = None,
    is_freer: Sequence[bool] | None = None,
    is_distribution: bool = False,
) -> tuple[Released, ...]:
    """One released value per key, in order. The only maker of ``Released``.

    ``parts`` are the counts behind a score, shown only beside a score. ``is_freer`` marks freer cuts of protected
    answers: hidden under ``freer_from``, from there in steps (``Rules.step``; of texts in whole points), without parts.
    Which cuts are freer and who is pooled is settled in the build; a key that names a pool ("others:…") is shown as
    ``pooled``. ``is_distribution`` marks shares of one whole (promoters, scores 0–10): with an interval alone they
    could be read back, so they are hidden until a score may show. Raises ReleaseError for a unit outside the scope.
    """
    released = []
    columns = zip(*(_plain(column) for column in (estimate.score, estimate.low, estimate.high)), strict=True)
    bases = _plain(estimate.base)
    for index, (key, (score, low, high), base_value) in enumerate(zip(keys, columns, bases, strict=True)):
        _check_named(key, scope)
        base = math.floor((base_value or 0.0) + 1e-9)
        freer = bool(is_freer[index]) if is_freer is not None else False
        freer = freer and measure.base_of in PROTECTED_BASES and measure.unit != COUNTED
        shown = _shown(measure, score, base, rules, freer, is_distribution)
        if freer:
            score, low, high = (values.stepped(number, rules.step(measure, base)) for number in (score, low, high))
        has_parts = shown == "score" and parts is not None and not freer
        own = measure.base_of not in PROTECTED_BASES and parts is not None
        released.append(
            Released(
                measure=measure.measure,
                key=key,
                shown="pooled" if shown == "score" and _is_pool(key) else shown,
                score=score if shown == "score" else None,
                low=low if shown != "hidden" else None,
                high=high if shown != "hidden" else None,
                base=base,
                base_of=measure.base_of,
                low_base=shown == "score" and measure.unit != COUNTED and base < rules.low_below,
                parts=MappingProxyType(dict(parts[index])) if parts is not None and (has_parts or own) else EMPTY,
                is_freer=freer,
                _seal=values._SEAL,
            )
        )
    return tuple(released)


def made_of(
    measure: Measured,
    key: Key,
    parts: Sequence[Released | None],
    bounds: tuple[float | None, float, float],
    scope: Scope,
) -> Released:
    """A number worked out from released values alone (``parts``; None: one that is not known at all), as one more.

    ``bounds`` are its score, if every part has one, and its lowest and highest possible value; whoever sees the parts
    can work out the same. Base is how many parts are known by their score. Raises ReleaseError for a unit outside the
    scope, and for a score though a part has none.
    """
    _check_named(key, scope)
    score, low, high = bounds
    known = [part for part in parts if part is not None and part.score is not None]
    if score is not None and len(known) < len(parts):
        raise ReleaseError("a score made of parts that do not all show theirs would tell what they are")
    return Released(
        measure=measure.measure,
        key=key,
        shown="interval" if score is None else "score",
        score=score,
        low=low,
        high=high,
        base=len(known),
        base_of=measure.base_of,
        low_base=any(part.low_base for part in known),
        is_freer=any(part.is_freer for part in known),
        _seal=values._SEAL,
    )


def _check_named(key: Key, scope: Scope) -> None:
    for dimension, member in key:
        unit = member.removeprefix(values.OTHERS)  # a pool is named by the unit whose others they are
        if dimension == "unit" and scope.visible is not None and unit not in scope.visible:
            raise ReleaseError(f"the unit {member!r} is outside the scope and may not be named")


Text = TypeVar("Text")


def release_texts(
    texts: Sequence[Text], documents: int, rules: Rules, scope: Scope, *, is_freer: bool = False
) -> tuple[Text, ...]:
    """Customers' own words, masked as they are stored; none where the person may not read them, or where the
    ``documents`` they were chosen from are so few that they would tell who said what."""
    if not scope.may_read_verbatims or documents < (rules.freer_from if is_freer else rules.hidden_below):
        return ()
    return tuple(texts)


def _is_pool(key: Key) -> bool:
    return any(member.startswith(values.OTHERS) for _, member in key)


def beside(value: Released, dimension: str, member: str, scope: Scope) -> Released:
    """A released value as a cell of a table with a second side; what may be seen of it does not change.

    Raises ReleaseError as ``release`` does.
    """
    _check_named(((dimension, member),), scope)
    return replace(value, key=(*value.key, (dimension, member)))


def _shown(
    measure: Measured, score: float | None, base: int, rules: Rules, is_freer: bool, is_distribution: bool
) -> Shown:
    if score is None:
        return "hidden"
    if measure.unit == COUNTED or measure.base_of in EXPOSURE_BASES:
        return "score"
    is_protected = measure.base_of in PROTECTED_BASES
    if is_protected and base < (rules.freer_from if is_freer else rules.hidden_below):
        return "hidden"
    if base < rules.interval_below:
        return "hidden" if is_distribution else "interval"
    return "score"


def _plain(column: Any) -> list[float | None]:
    """A column as plain numbers, None where masked, missing or not finite, so that no NaN ever leaves the gate."""
    listed = column.tolist() if hasattr(column, "tolist") else list(column)
    return [None if value is None or not math.isfinite(value) else float(value) for value in listed]
