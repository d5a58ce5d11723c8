"""Who answers, where and about what: every attribute drawn given the one it depends on in life."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from pipelines.demo.months import Floats, Integers
from tests.benchmarks.generator.size import Piece, Size
from tests.benchmarks.generator.units import Units

CHANNELS = ("branch", "mobile", "hotline", "wechat")
AGES = ("18-30", "31-45", "46-59", "60+")
TIERS = ("standard", "gold", "platinum", "private")
PRODUCTS = ("debit_card", "deposit", "payment", "credit_card", "fund", "loan")
LINES = ("retail", "card", "digital", "operations", "wealth", "credit")
MISSING = -1

_AGE_SHARES = (0.22, 0.36, 0.26, 0.16)
_CHANNEL_BY_AGE = (
    (0.16, 0.58, 0.06, 0.20),
    (0.24, 0.52, 0.09, 0.15),
    (0.42, 0.34, 0.13, 0.11),
    (0.68, 0.12, 0.16, 0.04),
)
_MOBILE_PER_YEAR = 0.06
"""Share that moves from the branch floor to the phone each year."""
_TIER_BY_AGE = (
    (0.86, 0.11, 0.025, 0.005),
    (0.66, 0.24, 0.08, 0.02),
    (0.56, 0.28, 0.13, 0.03),
    (0.60, 0.27, 0.11, 0.02),
)
_PRODUCT_BY_TIER = (
    (0.34, 0.20, 0.22, 0.13, 0.05, 0.06),
    (0.20, 0.20, 0.18, 0.18, 0.14, 0.10),
    (0.10, 0.16, 0.12, 0.18, 0.32, 0.12),
    (0.05, 0.15, 0.08, 0.12, 0.50, 0.10),
)
_LINE_OF_PRODUCT = (0, 0, 2, 1, 4, 5)
_OTHER_LINE_SHARE = 0.12
# Journeys by channel, in the order of the example bank: branch visit, mobile, card reset, wealth, loan, hotline.
_JOURNEY_BY_CHANNEL = (
    (0.80, 0.0, 0.06, 0.07, 0.07, 0.0),
    (0.0, 0.66, 0.10, 0.15, 0.09, 0.0),
    (0.0, 0.0, 0.10, 0.04, 0.05, 0.81),
    (0.10, 0.50, 0.10, 0.20, 0.10, 0.0),
)
_NEW_CITIZEN_BY_AGE = (0.30, 0.20, 0.08, 0.03)
_NOT_RECORDED_SHARE = 0.02
_LONGEST_WAIT_DAYS = 6


@dataclass(frozen=True)
class People:
    """One piece's respondents, by row; attributes are positions in the lists above, MISSING where not recorded."""

    day: Integers
    waited_days: Integers
    second: Integers
    outlet: Integers
    customer: Integers
    age: Integers
    channel: Integers
    tier: Integers
    product: Integers
    line: Integers
    journey: Integers
    is_new_citizen: Integers
    weight: Floats


def people(size: Size, bank: Units, piece: Piece) -> People:
    chance, rows = size.chance("people", piece.number), piece.rows
    day = size.days(piece, size.responses, chance)
    outlet = bank.draw(rows, chance)
    age = chance.choice(len(AGES), rows, p=_AGE_SHARES)
    shares = np.asarray(_CHANNEL_BY_AGE)[age]
    moved = np.minimum(_MOBILE_PER_YEAR * day / 365.25, shares[:, 0] * 0.8)
    shares = shares + moved[:, None] * np.asarray((-1.0, 1.0, 0.0, 0.0))
    channel = drawn(shares, chance)
    tier = drawn(np.asarray(_TIER_BY_AGE)[age], chance)
    product = drawn(np.asarray(_PRODUCT_BY_TIER)[tier], chance)
    own_line = np.asarray(_LINE_OF_PRODUCT)[product]
    line = np.where(chance.random(rows) < _OTHER_LINE_SHARE, chance.integers(0, len(LINES), rows), own_line)
    journey = drawn(np.asarray(_JOURNEY_BY_CHANNEL)[channel], chance)
    # eight customers asked for every ten responses, so that some answer more than once
    customer = chance.integers(0, max(1, size.responses * 8 // 10), rows)
    new_citizen = (chance.random(rows) < np.asarray(_NEW_CITIZEN_BY_AGE)[age]).astype(np.int64)
    older = np.asarray((1.25, 0.95, 0.9, 1.05))[age] * np.asarray((1.05, 0.95, 0.9, 0.85))[tier]
    return People(
        day=day,
        waited_days=np.minimum(chance.geometric(0.45, rows) - 1, _LONGEST_WAIT_DAYS),
        second=np.round(chance.beta(2.2, 2.0, rows) * 50_000 + 28_800).astype(np.int64),
        outlet=outlet,
        customer=customer,
        age=_with_gaps(age, chance),
        channel=channel,
        tier=tier,
        product=product,
        line=_with_gaps(line, chance),
        journey=journey,
        is_new_citizen=_with_gaps(new_citizen, chance),
        weight=np.round(older * np.exp(chance.normal(0.0, 0.1, rows)), 2),
    )


def drawn(shares: Floats, chance: np.random.Generator) -> Integers:
    """One column for every row, with probabilities in proportion to the row's shares."""
    edges = np.cumsum(shares, axis=1)
    return ((chance.random(len(shares)) * edges[:, -1])[:, None] > edges[:, :-1]).sum(axis=1).astype(np.int64)


def _with_gaps(values: Integers, chance: np.random.Generator) -> Integers:
    return np.where(chance.random(len(values)) < _NOT_RECORDED_SHARE, MISSING, values)
