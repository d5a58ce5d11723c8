"""The reviewed links of a survey's description: what was changed in a question, from when on, and who looked at it."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any, get_args

from pipelines.descriptions.checking import Checking
from pipelines.descriptions.model import Link, LinkChange, Rating
from pipelines.refusals import said

_KEYS = (
    "measure", "touchpoint", "changed", "from_on", "was", "becomes", "note", "note_en", "reviewed_by", "reviewed_on",
)  # fmt: skip
_NPS = "nps"


def links(checking: Checking, found: Mapping[str, Any], ratings: tuple[Rating, ...]) -> tuple[Link, ...]:
    """``[[links]]``; each names who reviewed it and when, or is a fault: nobody's guess joins two questions."""
    taken = [
        _link(checking, settings, f"[[links]] number {number}", ratings)
        for number, settings in enumerate(checking.tables(found, "links"), start=1)
    ]
    return tuple(link for link in taken if link is not None)


def _link(checking: Checking, settings: Mapping[str, Any], where: str, ratings: tuple[Rating, ...]) -> Link | None:
    checking.unknown_keys(settings, _KEYS, where)
    kinds = tuple(dict.fromkeys(rating.kind for rating in ratings))
    measure = checking.text(settings, "measure", where, required=True) or ""
    if measure and measure not in (_NPS, *kinds):
        checking.fault(
            said("{key} is {value}", key="measure", value=repr(measure)),
            where,
            said("one of {names}", names=", ".join((_NPS, *kinds))),
        )
    touchpoint = checking.text(settings, "touchpoint", where)
    rated = tuple(rating.touchpoint for rating in ratings if rating.kind == measure)
    if measure in kinds and touchpoint not in rated:
        checking.fault(
            said("{key} is {value}", key="touchpoint", value=repr(touchpoint)),
            where,
            said("a touchpoint that [[ratings]] names"),
        )
    if measure == _NPS and touchpoint is not None:
        checking.fault(
            said("a touchpoint of the recommend question"), where, said("touchpoint only with satisfaction or effort")
        )
    changed = checking.text(settings, "changed", where, required=True) or ""
    if changed and changed not in get_args(LinkChange):
        checking.fault(
            said("{key} is {value}", key="changed", value=repr(changed)),
            where,
            said("one of {names}", names=", ".join(get_args(LinkChange))),
        )
    texts = {key: checking.text(settings, key, where) or "" for key in ("was", "becomes", "note", "note_en")}
    reviewed_by = checking.text(settings, "reviewed_by", where, required=True)
    reviewed_on = _day(checking, settings, "reviewed_on", where)
    if "reviewed_on" not in settings:
        checking.fault(
            said("reviewed_on is missing"), where, said("reviewed_on = 2026-01-31"), said("say when it was reviewed")
        )
    from_on = _day(checking, settings, "from_on", where)
    if reviewed_by is None or reviewed_on is None or changed not in get_args(LinkChange):
        return None
    change: LinkChange = changed  # type: ignore[assignment]
    return Link(measure, touchpoint or "", change, from_on, **texts, reviewed_by=reviewed_by, reviewed_on=reviewed_on)


def _day(checking: Checking, settings: Mapping[str, Any], key: str, where: str) -> datetime.date | None:
    value = settings.get(key)
    if value is None:
        return None
    if isinstance(value, datetime.datetime) or not isinstance(value, datetime.date):
        checking.fault(
            said("{key} is {value}", key=key, value=repr(value)),
            where,
            said("a day without quotes, {key} = 2026-01-31", key=key),
        )
        return None
    return value
