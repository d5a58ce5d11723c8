"""What customers say and are starting to say: words on the rise, words that tell two groups apart, words said together.

Texts are counted, not mentions: one angry long text counts once. A word or pair in fewer than ten texts is not told.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd

from dashboard import gate
from dashboard.answers.once import once
from dashboard.answers.question import Question, ask
from dashboard.listening import GROUPS, Listening
from dashboard.queries import voices
from dashboard.queries.builds import Build
from dashboard.scopes import Scope
from dashboard.slices import Slice, add_months
from dashboard.stats import proportions, words
from dashboard.values import Answer, Key, Missing, Released, Verdict

BASELINE_MONTHS = 12
"""Months before the window that its words are held against: a whole year, so that no season tilts it."""
MOST_TOLD = 12
"""Words, and pairs, that are listed; how many were looked at is always said."""
MOST_PAIRED = 120
"""Words of which every two are looked at: the most frequent."""
ONE_EXPRESSION = 0.8
"""Words that share this part of the texts with either are one expression, not two things said together."""
MOST_TEXTS = 6


@dataclass(frozen=True, slots=True)
class Counted:
    """What the gate must know of a number of texts."""

    measure: str
    unit: str = "pct"
    base_of: str = "documents"


WORD_SHARE = Counted("word_share")


@dataclass(frozen=True)
class Hearing:
    """One question about texts: the slice resolved, the window and the year before, how many texts each holds."""

    question: Question
    heard: Listening
    from_on: date
    begun_on: date
    to_on: date

    @cached_property
    def documents(self) -> pd.DataFrame:
        """Texts by month, source and score group, from the baseline's beginning."""
        return voices.by_month(self.question.build, self.question.where, self.heard, self.from_on, self.to_on)

    def total(self, *, is_now: bool = True, group: str = "") -> int:
        """Texts of the window, or of the baseline; of one score group."""
        frame = self.documents
        chosen = (frame["month"] >= pd.Timestamp(self.begun_on)) == is_now
        if group:
            chosen &= frame["score_group"] == group
        return int(frame.loc[chosen, "documents"].sum())

    @property
    def is_freer(self) -> bool:
        """Whether more is narrowed than unit, period and one further dimension."""
        crossings = len(self.question.where.crossing()) + bool(self.heard.source) + bool(self.heard.group)
        cut = self.question.where.cut_month
        return crossings > 1 or (cut is not None and self.begun_on <= cut <= self.to_on)

    @property
    def least(self) -> int:
        """Texts that a word, a pair, a theme must stand in to be told."""
        return self.question.rules.hidden_below

    def absent(self) -> Missing | None:
        """Why nothing can be told of these texts; None if it can."""
        total = self.total()
        if not total:
            return "no_documents"
        needed = self.question.rules.freer_from if self.is_freer else self.question.rules.interval_below
        return "too_few_documents" if total < needed else None

    def told(self, share: float) -> float:
        """A share as it may be told: of a free combination in whole per cent."""
        return float(round(share)) if self.is_freer else share

    def words(self) -> pd.DataFrame:
        return voices.words(
            self.question.build, self.question.where, self.heard, self.from_on, self.begun_on, self.to_on
        )

    def shares(
        self,
        keys: Sequence[Key],
        documents: Any,
        total: Any,
        parts: Sequence[dict[str, float]] | None = None,
        counted: Counted = WORD_SHARE,
    ) -> tuple[Released, ...]:
        """Shares of texts through the gate."""
        bases = np.broadcast_to(np.asarray(total, dtype=np.float64), np.shape(documents))
        return gate.release(
            counted,
            keys,
            proportions.estimate(documents, bases),
            self.question.rules,
            self.question.scope,
            parts=parts,
            is_freer=[self.is_freer] * len(keys),
        )

    def answer(self, values: Sequence[Released] = (), verdicts: Sequence[Verdict] = (), **more: Any) -> Answer:
        """The frame of every answer about texts."""
        chart = {
            "documents": self.total(),
            "documents_before": self.total(is_now=False),
            "decimals": 0 if self.is_freer else 1,
            "listening": self.heard,
            "unit": "pct",
            **more.pop("chart", {}),
        }
        notes = ("freer_cut_documents",) if self.is_freer else ()
        return self.question.answer(values, verdicts, chart, notes=(*notes, *more.pop("notes", ())), **more)

    def nothing(self, missing: Missing) -> Answer:
        return self.question.answer(missing=missing, chart={"listening": self.heard})


def hear(name: str, build: Build, chosen: Slice, scope: Scope, heard: Listening) -> Hearing | Answer:
    """The question resolved, or the answer that says why there is none."""
    question = ask(name, "documents", build, chosen, scope)
    if question.period is None:
        return question.nothing("no_documents")
    first = question.period.first
    to_on = min(question.where.as_of, question.period.end - timedelta(days=1))
    hearing = Hearing(question, heard, add_months(first, -BASELINE_MONTHS), first, to_on)
    missing = hearing.absent()
    return hearing if missing is None else hearing.nothing(missing)


@once
def rising(build: Build, chosen: Slice, scope: Scope, heard: Listening) -> Answer:
    """Which words are in clearly more texts of the period than in those of the twelve months before?

    values: keys (("word", w),), measure "word_share", the share of the period's texts; parts documents and
    documents_before; the surest rise first, at most MOST_TOLD. verdicts aligned, "rose" against "months_before".
    chart: ``before`` aligned, (share) per cent before; ``ratios`` aligned, (ratio or None, low, high or None);
    ``rising`` how many rose in all; ``documents``, ``documents_before``. comparisons: words looked at.
    """
    hearing = hear("voices.rising", build, chosen, scope, heard)
    if isinstance(hearing, Answer):
        return hearing
    total, total_before = hearing.total(), hearing.total(is_now=False)
    if total_before < hearing.least:
        return hearing.nothing("no_baseline")
    frame = hearing.words()
    if frame.empty:
        return hearing.answer(chart={"before": (), "ratios": (), "rising": 0})
    found = words.emerging(frame["documents"], total, frame["documents_before"], total_before)
    order = _told(found.is_rising & (frame["documents"] >= hearing.least).to_numpy(), _numbers(found.p_value))
    now, before = (frame[name].to_numpy()[order] for name in ("documents", "documents_before"))
    told = frame["word"].to_numpy()[order].tolist()
    values = hearing.shares(
        [(("word", word),) for word in told],
        now,
        total,
        [{"documents": float(one), "documents_before": float(two)} for one, two in zip(now, before, strict=True)],
    )
    ratios = [column.tolist() for column in (found.ratio[order], found.low[order], found.high[order])]
    return hearing.answer(
        values,
        [
            Verdict("change", "rose", "months_before", p_value=None if hearing.is_freer else p)
            for p in _numbers(found.p_value)[order].tolist()
        ],
        chart={
            "before": tuple(hearing.told(100.0 * count / total_before) for count in before.tolist()),
            "ratios": tuple(zip(*ratios, strict=True)),
            "rising": int(found.is_rising.sum()),
        },
        comparisons=found.family.looked_at,
        notes=("short_comparison",) if _starts_late(hearing) else (),
    )


@once
def telling(build: Build, chosen: Slice, scope: Scope, heard: Listening) -> Answer:
    """Which words tell the texts of detractors from those of promoters?

    values: keys (("word", w), ("group", g)), the share of that group's texts with the word; the group is the one it
    belongs to, and ten of its texts hold it. verdicts aligned, "higher" against the other group. chart: ``odds``
    aligned, (odds ratio detractors over promoters, low, high); ``totals`` {group: texts}. A score group that is
    listened to stands against the two others together. comparisons: words looked at.
    """
    everyone = Listening(heard.source, "", heard.word, heard.theme)
    hearing = hear("voices.telling", build, chosen, scope, everyone)
    if isinstance(hearing, Answer):
        return hearing
    one = heard.group or "detractor"
    others = tuple(group for group in GROUPS if group != one) if heard.group else ("promoter",)
    other = others[0] if len(others) == 1 else "others"
    total_one = hearing.total(group=one)
    total_other = sum(hearing.total(group=group) for group in others)
    if min(total_one, total_other) < hearing.question.rules.interval_below:
        return hearing.nothing("too_few_scored")
    frame = hearing.words()
    if frame.empty:
        return hearing.answer(chart={"odds": (), "sides": (one, other), "totals": {}})
    mine, theirs = frame[one].to_numpy(float), frame[list(others)].sum(axis=1).to_numpy(float)
    found = words.by_documents(mine, total_one, theirs, total_other)
    side = np.where(found.log_odds > 0, mine, theirs)
    stands = found.is_telling & (side >= hearing.least)
    order = np.concatenate(
        [
            _told(stands & (found.log_odds > 0), -np.abs(found.z))[: MOST_TOLD // 2 + 1],
            _told(stands & (found.log_odds < 0), -np.abs(found.z))[: MOST_TOLD // 2 + 1],
        ]
    )
    groups = [one if found.log_odds[at] > 0 else other for at in order]
    told = frame["word"].to_numpy()[order].tolist()
    values = hearing.shares(
        [(("word", word), ("group", group)) for word, group in zip(told, groups, strict=True)],
        side[order],
        np.where(found.log_odds[order] > 0, total_one, total_other),
        [{"documents": float(count)} for count in side[order]],
    )
    odds = [np.exp(column[order]).tolist() for column in (found.log_odds, found.low, found.high)]
    return hearing.answer(
        values,
        [Verdict("comparison", "higher", other if group == one else one) for group in groups],
        chart={
            "odds": tuple(zip(*odds, strict=True)),
            "sides": (one, other),
            "totals": {one: total_one, other: total_other},
        },
        comparisons=found.family.looked_at,
    )


@once
def together(build: Build, chosen: Slice, scope: Scope, heard: Listening) -> Answer:
    """Which two words stand in the same texts more often than each by itself would make one expect?

    values: keys (("word", first), ("with", second)), the share of the period's texts with both, by the lower bound of
    the lift, at most MOST_TOLD; words that only ever come together are one expression and no pair; where a word is
    opened, only its pairs. chart: ``lifts`` aligned, (lift, low, high).
    comparisons: pairs looked at, which are all of the MOST_PAIRED most frequent words.
    """
    hearing = hear("voices.together", build, chosen, scope, heard)
    if isinstance(hearing, Answer):
        return hearing
    question = hearing.question
    frame = voices.pairs(
        question.build, question.where, heard, hearing.begun_on, hearing.to_on,
        most_words=MOST_PAIRED, least=hearing.least,
    )  # fmt: skip
    if frame.empty:
        return hearing.answer(chart={"lifts": ()})
    both, first, second = (frame[f"{name}_documents"].to_numpy(float) for name in ("both", "first", "second"))
    total = hearing.total()
    found = words.together_in_documents(both, first, second, total)
    stands = found.stands & (both >= hearing.least) & (both < ONE_EXPRESSION * (first + second - both))
    if heard.word:
        stands &= ((frame["first_word"] == heard.word) | (frame["second_word"] == heard.word)).to_numpy()
    order = _told(stands, -np.ma.filled(found.low, 0.0))
    pairs = frame[["first_word", "second_word"]].to_numpy()[order].tolist()
    values = hearing.shares(
        [(("word", first), ("with", second)) for first, second in pairs],
        both[order],
        total,
        [{"documents": count} for count in both[order].tolist()],
    )
    lifts = [column[order].tolist() for column in (found.lift, found.low, found.high)]
    return hearing.answer(values, chart={"lifts": tuple(zip(*lifts, strict=True))}, comparisons=found.family.looked_at)


@once
def texts(build: Build, chosen: Slice, scope: Scope, heard: Listening) -> Answer:
    """Some of the texts with the opened word or about the opened theme, the newest first; masked as they are stored.

    chart: ``texts`` (queries.voices.Text), none where fewer than ten texts are meant or the person may not read them;
    ``withheld`` says why: "too_few", "not_permitted" or ""; ``documents`` how many texts there are.
    """
    hearing = hear("voices.texts", build, chosen, scope, heard)
    if isinstance(hearing, Answer):
        return hearing
    question = hearing.question
    found, documents = voices.texts(
        question.build, question.where, heard, hearing.begun_on, hearing.to_on, most_texts=MOST_TEXTS
    )
    is_enough = documents >= (question.rules.freer_from if hearing.is_freer else hearing.least)
    shown = gate.release_texts(found, documents, question.rules, scope, is_freer=hearing.is_freer)
    withheld = "" if shown else "not_permitted" if is_enough and not scope.may_read_verbatims else "too_few"
    units = {("unit", each.unit_id): question.catalogue.called(each.unit_id) for each in shown}
    return hearing.answer(
        chart={"texts": shown, "opened": documents if is_enough else None, "withheld": withheld}, labels=units
    )


def _told(stands: Any, order: Any) -> np.ndarray:
    """Places of what stands, by a number that grows from the surest on; at most MOST_TOLD."""
    places = np.flatnonzero(stands)
    return places[np.argsort(np.asarray(order)[places], kind="stable")][:MOST_TOLD]


def _numbers(column: Any) -> np.ndarray:
    return np.asarray(np.ma.filled(column, 1.0), dtype=np.float64)


def _starts_late(hearing: Hearing) -> bool:
    """Whether the texts begin within the months compared with."""
    return bool(hearing.documents["month"].min() > pd.Timestamp(hearing.from_on))
