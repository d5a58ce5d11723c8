"""One piece of the bank's responses as the tables that its survey system exports, one per journey."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from pipelines.demo.catalogue import Journey, catalogue
from tests.benchmarks.generator.answers import Answers, answers
from tests.benchmarks.generator.columns import TIME_FORMAT, named, numbered, times
from tests.benchmarks.generator.faults import Planted, plant
from tests.benchmarks.generator.people import AGES, CHANNELS, LINES, MISSING, PRODUCTS, TIERS, People, people
from tests.benchmarks.generator.size import Piece, Size
from tests.benchmarks.generator.units import Units
from tests.benchmarks.generator.words import texts

WORDS_OF_CHANNEL = {"branch": "网点", "mobile": "手机银行", "hotline": "客服热线", "wechat": "微信"}
WORDS_OF_STATUS = {"complete": "已完成", "partial": "中途退出"}
WORDS_OF_NEW_CITIZEN = {"false": "否", "true": "是"}
_CODES = ("", "1", "2", "3", "4", "5", "6")


@dataclass(frozen=True)
class Exported:
    """The rows of one journey in one piece: every cell text or null; what was planted; who holds personal data."""

    journey: Journey
    table: pa.Table
    planted: Planted
    is_personal: np.ndarray


def exported(size: Size, bank: Units, piece: Piece, is_csv: bool) -> tuple[tuple[Exported, ...], np.ndarray]:
    """The piece by journey, and how many it has by month of invitation, outlet and channel."""
    who = people(size, bank, piece)
    what = answers(size, bank, piece, who)
    words, is_personal = _words(size, piece, who, what)
    common = _common(size, bank, piece, who, what)
    found = []
    for place, journey in enumerate(catalogue().journeys):
        rows = np.flatnonzero(who.journey == place)
        steps = {
            step.touchpoint_id: named(_CODES, what.ratings[rows, step.step_order - 1]) for step in journey.touchpoints
        }
        own = {name: column.take(pa.array(rows)) for name, column in common.items()}
        table = pa.table({**own, **steps, "意见": words.take(pa.array(rows))})
        planted = Planted(is_refused=np.zeros(len(rows), dtype=bool), is_truncated=np.zeros(len(rows), dtype=bool))
        if not size.is_clean:
            table, planted = plant(table, size.chance(f"faults {journey.journey_id}", piece.number), is_csv)
        found.append(Exported(journey, table, planted, is_personal[rows]))
    return tuple(found), _invited(size, bank, who)


def _common(size: Size, bank: Units, piece: Piece, who: People, what: Answers) -> dict[str, pa.Array]:
    invited = np.maximum(who.day - who.waited_days, 0)
    zero = np.zeros(piece.rows, dtype=np.int64)
    return {
        "答卷编号": numbered("R", piece.start + np.arange(piece.rows), 9),
        "客户号": numbered("KH", who.customer * 7 + 100_003, 9),
        "机构号": named(bank.ids, who.outlet),
        "邀请日期": pc.strftime(times(size, invited, zero), format="%Y-%m-%d"),
        "提交时间": pc.strftime(times(size, who.day, who.second), format=TIME_FORMAT),
        "状态": named(tuple(WORDS_OF_STATUS.values()), what.is_partial.astype(np.int64)),
        "条线": named(LINES, who.line),
        "渠道": named([WORDS_OF_CHANNEL[channel] for channel in CHANNELS], who.channel),
        "产品": named(PRODUCTS, who.product),
        "年龄段": named(AGES, who.age),
        "新市民": named(tuple(WORDS_OF_NEW_CITIZEN.values()), who.is_new_citizen),
        "客户层级": named(TIERS, who.tier),
        "推荐意愿": named([str(score) for score in range(11)], what.recommend),
        "权重": pa.array(who.weight).cast(pa.string()),
        "用时秒": pa.array(what.duration_seconds).cast(pa.string()),
        "总体满意度": named(_CODES, what.overall),
    }


def _words(size: Size, piece: Piece, who: People, what: Answers) -> tuple[pa.Array, np.ndarray]:
    """The text of every row, null where nothing was written, and whether it holds a telephone number."""
    chance = size.chance("words", piece.number)
    first = np.cumsum([0, *(len(journey.touchpoints) for journey in catalogue().journeys)])[:-1]
    worst = np.where(what.ratings > 0, what.ratings, 99).argmin(axis=1)
    writers = np.flatnonzero(what.writes)
    said, has_number = texts((first[who.journey] + worst)[writers], what.is_hurt[writers], chance)
    place = np.full(piece.rows, MISSING)
    place[writers] = np.arange(len(writers))
    is_personal = np.zeros(piece.rows, dtype=bool)
    is_personal[writers] = has_number
    return said.take(pa.array(place, mask=place < 0)), is_personal


def _invited(size: Size, bank: Units, who: People) -> np.ndarray:
    month = size.calendar.month_of_day[np.maximum(who.day - who.waited_days, 0)]
    shape = (len(size.calendar.months), len(bank.ids), len(CHANNELS))
    flat = np.ravel_multi_index((month, who.outlet, who.channel), shape)
    return np.bincount(flat, minlength=int(np.prod(shape))).reshape(shape)
