"""Whether what goes along with recommending is the same in every region and every year."""

from __future__ import annotations

from dataclasses import replace
from zlib import crc32

import numpy as np

from dashboard.answers.drivers import SHARE, Looked, group_names, look, named
from dashboard.answers.once import once
from dashboard.queries.builds import Build
from dashboard.scopes import Scope
from dashboard.slices import Slice
from dashboard.stats import constants, summed_drivers
from dashboard.stats.summed_drivers import SummedShares
from dashboard.values import Answer, Key, Released

MOST_UNITS = 24
"""Units told side by side, those with most answers; more could not be read."""


@once
def parts(build: Build, chosen: Slice, scope: Scope) -> Answer:
    """Do the shares of what goes along with recommending hold in every unit below and in every calendar year?

    All answers from the survey's first month to the end of the period. values: keys (("touchpoint", id), ("unit", id))
    and (("touchpoint", id), ("year", "2025")), per cent of what is explained there, hidden where under a hundred rated.
    chart: ``whole`` (Released), the shares of all of it, the largest first, in whose order the values stand; ``parts``
    the (dimension, id) of the units and years, ``leads`` those in which the first of ``whole`` has the largest share.
    Units stand as free combinations. missing also: one_part, where neither a unit nor a year stands beside another.
    """
    whole = look("drivers.stability", build, chosen, scope, is_since_first=True)
    if isinstance(whole, Answer):
        return whole
    by_unit = look("drivers.stability", build, chosen, scope, by="unit", is_since_first=True)
    if isinstance(by_unit, Answer):
        return by_unit
    groups = summed_drivers.alike(whole.sums.products, whole.sums.squares, whole.touchpoints)
    together = _found(whole, None, groups, "")
    if together is None:
        return named(whole.question.nothing("one_touchpoint"), SHARE)
    order = np.argsort(-together.pct, kind="stable").tolist()
    names = [together.players[at][0] for at in order]

    found = {
        **{("unit", unit): _found(by_unit, unit, groups, unit) for unit in _units(by_unit, chosen)},
        **{("year", str(year)): _found(whole, year, groups, str(year)) for year in whole.products.years},
    }
    told = {part: each for part, each in found.items() if each is not None}
    if len(told) < 2:
        return named(whole.question.nothing("one_part"), SHARE)
    values: list[Released] = []
    for (dimension, member), each in told.items():
        keys: list[Key] = [(("touchpoint", name), (dimension, member)) for name in names]
        place = {player[0]: at for at, player in enumerate(each.players)}
        columns = [np.ma.MaskedArray(np.zeros(len(names)), mask=True) for _ in range(3)]
        bases = np.zeros(len(names))
        for at, name in enumerate(names):
            if name in place:
                bases[at] = each.bases[place[name]]
                for column, source in zip(columns, (each.pct, each.low, each.high), strict=True):
                    column[at] = source[place[name]]
        is_freer = True if dimension == "unit" else None
        values += whole.release(SHARE, keys, (columns[0], columns[1], columns[2]), bases, is_freer=is_freer)
    keys = [(("touchpoint", name),) for name in names]
    in_all = whole.release(
        SHARE, keys, (together.pct[order], together.low[order], together.high[order]), together.bases[order]
    )
    answer = whole.answer(
        values,
        SHARE,
        {
            "whole": in_all,
            "parts": tuple(told),
            "leads": tuple(part for part, each in told.items() if each.players[int(each.pct.argmax())][0] == names[0]),
            "groups": groups,
        },
        comparisons=len(told),
        labels={**group_names(whole, together), **_names(whole, told)},
    )
    is_of_facts = whole.products.read_facts or by_unit.products.read_facts
    return replace(
        answer, footer=replace(answer.footer, period=whole.period, source="facts" if is_of_facts else "mart")
    )


def _units(looked: Looked, chosen: Slice) -> tuple[str, ...]:
    """The units below what is chosen, those with most answers, in the order of the tree."""
    where = looked.question.where
    shown = [unit for unit in where.shown_units if unit not in chosen.units]
    answers = looked.products.units
    most = sorted(shown, key=lambda unit: -answers.get(unit, 0))[:MOST_UNITS]
    order = {unit.unit_id: at for at, unit in enumerate(looked.question.catalogue.units)}
    return tuple(sorted(most, key=lambda unit: order.get(unit, len(order))))


def _found(
    looked: Looked, part: str | int | None, groups: tuple[tuple[str, ...], ...], seed: str
) -> SummedShares | None:
    """The shares of one unit, one year or all; None where fewer than two touchpoints are rated often enough."""
    unit, year = part if isinstance(part, str) else None, part if isinstance(part, int) else None
    sums = looked.products.of(unit=unit, year=year)
    if len(looked.told(sums)) < 2:
        return None
    n, y, yy = (float(sums.products[:, a, b].sum()) for a, b in ((0, 0), (0, 1), (1, 1)))
    if yy * n - y * y <= 0:
        return None
    return summed_drivers.of_products(
        sums.products,
        looked.touchpoints,
        groups,
        seed=crc32(f"{looked.question.seed} {seed}".encode()),
        draws=constants.STABILITY_DRAWS,
    )


def _names(looked: Looked, told: dict[tuple[str, str], SummedShares]) -> dict[tuple[str, str], tuple[str, str]]:
    named = {part: looked.question.label(*part) for part in told if part[0] == "unit"}
    return {part: names for part, names in named.items() if names is not None}
