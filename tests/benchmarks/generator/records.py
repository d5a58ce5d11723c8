"""Complaints, suggestions with their events, invitations and exposures that match a bank's responses."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from pipelines.demo.catalogue import catalogue
from pipelines.demo.months import Floats, Integers
from tests.benchmarks.generator.columns import TIME_FORMAT, named, numbered, times
from tests.benchmarks.generator.people import CHANNELS, LINES
from tests.benchmarks.generator.size import GROWTH_PER_YEAR, Piece, Size
from tests.benchmarks.generator.units import Units
from tests.benchmarks.generator.words import texts

COMPLAINTS_PER_10K = 0.8
"""Each month, of the bank's customers; sets how many customers there are."""
EVENTS = ("replied", "reviewing", "adopted", "declined", "merged", "implemented", "claimed")
_COMPLAINT_CHANNELS = (0.16, 0.10, 0.52, 0.06, 0.06, 0.10)
_LINE_BY_BUSINESS_NOISE = 0.3
_OPEN_SHARE, _REPEAT_SHARE = 0.03, 0.06
_RESPONSE_RATES = (0.22, 0.14, 0.18, 0.11)


def complaints(size: Size, bank: Units, piece: Piece) -> tuple[pa.Table, int]:
    """One piece of the complaints, every cell text, and how many telephone numbers their narratives hold."""
    chance, rows, lists = size.chance("complaints", piece.number), piece.rows, catalogue()
    day = size.days(piece, size.complaints, chance)
    second = chance.integers(28_800, 72_000, rows)
    business = _weighted([member.share for member in lists.members["business"]], rows, chance)
    cause = _weighted([member.share for member in lists.members["cause"]], rows, chance)
    touchpoint = chance.integers(0, len(lists.touchpoints), rows)
    narrative, is_personal = texts(touchpoint, np.full(rows, True), chance)
    number = piece.start + np.arange(rows)
    repeats = (chance.random(rows) < _REPEAT_SHARE) & (np.arange(rows) > 0)
    decided = np.round(chance.gamma(2.0, 4.0, rows)).astype(np.int64) + 1
    is_decided = (chance.random(rows) >= _OPEN_SHARE) & (day + decided < len(size.calendar.days))
    line = np.where(chance.random(rows) < _LINE_BY_BUSINESS_NOISE, chance.integers(0, 6, rows), business % 6)
    earlier = number - 1 - (chance.random(rows) * np.minimum(np.arange(rows), 500)).astype(np.int64)
    return (
        pa.table(
            {
                "投诉编号": numbered("T", number, 9),
                "机构号": named(bank.ids, bank.draw(rows, chance)),
                "受理时间": pc.strftime(times(size, day, second), format=TIME_FORMAT),
                "办结时间": pc.strftime(times(size, day + decided, second, is_decided), format=TIME_FORMAT),
                "条线": named(LINES, line),
                "渠道": named(lists.ids("channel"), _weighted(_COMPLAINT_CHANNELS, rows, chance)),
                "业务类别": named(lists.ids("business"), business),
                "原因": named(lists.ids("cause"), cause),
                "触点": named([step.touchpoint_id for step in lists.touchpoints], touchpoint),
                "是否有责": named(("否", "是"), chance.integers(0, 2, rows)),
                "首次投诉编号": pc.if_else(pa.array(repeats), numbered("T", earlier, 9), pa.scalar(None, pa.string())),
                "投诉内容": narrative,
            }
        ),
        int(is_personal.sum()),
    )


def suggestions(size: Size, bank: Units, piece: Piece) -> tuple[pa.Table, pa.Table, int]:
    """One piece of the suggestions and of what became of them, every cell text; telephone numbers in the texts."""
    chance, rows, lists = size.chance("suggestions", piece.number), piece.rows, catalogue()
    day = size.days(piece, size.suggestions, chance)
    second = chance.integers(28_800, 72_000, rows)
    touchpoint = chance.integers(0, len(lists.touchpoints), rows)
    said, is_personal = texts(touchpoint, np.full(rows, True), chance)
    number = piece.start + np.arange(rows)
    made = pa.table(
        {
            "建议编号": numbered("S", number, 8),
            "来源": named(lists.ids("source"), _weighted((0.7, 0.22, 0.08), rows, chance)),
            "建议人": numbered("YG", chance.integers(0, 9 * size.outlets, rows), 7),
            "机构号": named(bank.ids, bank.draw(rows, chance)),
            "条线": named(LINES, chance.integers(0, len(LINES), rows)),
            "触点": named([step.touchpoint_id for step in lists.touchpoints], touchpoint),
            "提交时间": pc.strftime(times(size, day, second), format=TIME_FORMAT),
            "内容": said,
        }
    )
    fate = chance.random(rows)
    reached = {
        "replied": fate > 0.04,
        "reviewing": fate > 0.10,
        "adopted": fate > 0.48,
        "declined": (fate > 0.20) & (fate <= 0.42),
        "merged": (fate > 0.42) & (fate <= 0.48),
        "implemented": fate > 0.62,
        "claimed": fate > 0.82,
    }
    places, names, moments = [], [], []
    when = day.copy()
    for place, event in enumerate(EVENTS):
        when = when + np.where(reached[event], 1 + chance.geometric(0.03, rows), 0)
        has_happened = reached[event] & (when < len(size.calendar.days))
        places.append(np.flatnonzero(has_happened))
        names.append(np.full(len(places[-1]), place))
        moments.append(when[has_happened])
    chosen = np.concatenate(places)
    events = pa.table(
        {
            "建议编号": numbered("S", number[chosen], 8),
            "状态": named(EVENTS, np.concatenate(names)),
            "时间": pc.strftime(times(size, np.concatenate(moments), second[chosen]), format=TIME_FORMAT),
        }
    )
    return made, events, int(is_personal.sum())


def invitations(size: Size, bank: Units, responded: np.ndarray) -> pa.Table:
    """One row per month, outlet and channel that any response was invited from (months × outlets × channels)."""
    month, outlet, channel = np.nonzero(responded)
    chance = size.chance("invitations")
    answered = responded[month, outlet, channel]
    rate = np.asarray(_RESPONSE_RATES)[channel] * np.exp(chance.normal(0.0, 0.1, len(answered)))
    delivered = np.ceil(answered / rate).astype(np.int64)
    opened = answered + (0.4 * (delivered - answered)).astype(np.int64)
    sent = np.ceil(delivered * 1.03).astype(np.int64)
    months = [str(first) for first in size.calendar.months]
    return pa.table(
        {
            "发送日期": named(months, month),
            "机构号": named(bank.ids, outlet),
            "渠道": named(CHANNELS, channel),
            **{name: pa.array(count).cast(pa.string()) for name, count in _counts(sent, delivered, opened).items()},
        }
    )


def _counts(sent: Integers, delivered: Integers, opened: Integers) -> dict[str, Integers]:
    return {"发送数": sent, "送达数": delivered, "打开数": opened}


def exposures(size: Size, bank: Units) -> pa.Table:
    """One row per month and outlet: as many customers as make the complaints a usual rate."""
    chance = size.chance("exposures")
    months = size.calendar.months
    total = size.complaints / len(months) / COMPLAINTS_PER_10K * 10_000
    growth = (1 + GROWTH_PER_YEAR) ** ((np.arange(len(months)) - len(months) / 2) / 12)
    customers: Floats = np.maximum(1, np.round(total * growth[:, None] * bank.share[None, :]))
    customers *= np.exp(chance.normal(0.0, 0.02, customers.shape))
    month, outlet = np.indices(customers.shape).reshape(2, -1)
    flat = np.maximum(1, np.round(customers.reshape(-1))).astype(np.int64)
    whole = {"客户数": flat, "交易笔数": flat * 7, "来电来访": flat // 20 + 1, "网点数": np.ones_like(flat)}
    return pa.table(
        {
            "月份": named([str(first)[:7] for first in months], month),
            "机构号": named(bank.ids, outlet),
            **{name: pa.array(count).cast(pa.string()) for name, count in whole.items()},
            "员工数": pa.array(np.round(flat / 900 + 3, 1)).cast(pa.string()),
        }
    )


def _weighted(shares: tuple[float, ...] | list[float], rows: int, chance: np.random.Generator) -> Integers:
    edges = np.cumsum(shares)
    return np.minimum(np.searchsorted(edges, chance.random(rows) * edges[-1]), len(edges) - 1)
