"""What customers speak of, by the themes of a dictionary: in how many texts, with what score, since when."""

from __future__ import annotations

import numpy as np
import pandas as pd

from dashboard import gate
from dashboard.answers.once import once
from dashboard.answers.question import Question, month_of, number_of
from dashboard.answers.voices import Counted, Hearing, hear
from dashboard.listening import GROUPS, Listening
from dashboard.queries import voices
from dashboard.queries.builds import Build
from dashboard.scopes import Scope
from dashboard.slices import Slice, add_months
from dashboard.stats import families, nps, proportions
from dashboard.values import Answer, ChangeCode, Key, Released, Verdict

THEME_SHARE = Counted("theme_share")
PRECISION = Counted("theme_precision", base_of="labelled_texts")
MONTHS_SHOWN = 24


@once
def themes(build: Build, chosen: Slice, scope: Scope, heard: Listening) -> Answer:
    """How many of the period's texts are about each theme, and what do those who speak of it score?

    values: keys (("theme", t),), measure "theme_share", by share; themes in fewer than ten texts are not told (chart
    ``small`` counts them). verdicts aligned: the share against the twelve months before, one family. chart: ``scores``
    aligned, the NPS of the answers these texts came with (released; hidden where too few); ``precision`` aligned, what
    share of the labelled texts that the dictionary finds a person finds too; ``precision_all`` the same of all themes.
    """
    hearing = hear("voices.themes", build, chosen, scope, heard)
    if isinstance(hearing, Answer):
        return hearing
    known = voices.themes(build)
    question, total, total_before = hearing.question, hearing.total(), hearing.total(is_now=False)
    frame = voices.theme_months(build, question.where, heard, hearing.from_on, hearing.to_on)
    is_now = frame["month"] >= pd.Timestamp(hearing.begun_on)
    now = _by_theme(frame[is_now], known)
    before = _by_theme(frame[~is_now], known)["documents"]
    told = [at for at in np.argsort(-now["documents"], kind="stable") if now["documents"][at] >= hearing.least]
    keys: list[Key] = [(("theme", known[at].theme_id),) for at in told]
    values = hearing.shares(
        keys,
        now["documents"][told],
        total,
        [{"documents": float(now["documents"][at]), "documents_before": float(before[at])} for at in told],
        THEME_SHARE,
    )
    names = {("theme", theme.theme_id): theme.names for theme in known}
    return hearing.answer(
        values,
        _changes(hearing, now["documents"][told], total, before[told], total_before),
        chart={
            "scores": _scores(hearing, keys, *(now[group][told] for group in GROUPS)),
            "precision": _precision(question, keys, [known[at] for at in told]),
            "precision_all": _precision(question, [(("theme", "all"),)], [_sum(known)]),
            "sample_texts": max((theme.sample_texts for theme in known), default=0),
            "small": sum(1 for count in now["documents"] if 0 < count < hearing.least),
        },
        labels=names,
        comparisons=len(told),
    )


@once
def months(build: Build, chosen: Slice, scope: Scope, heard: Listening) -> Answer:
    """How has the opened theme's share of the texts gone, month by month, and the score of those who speak of it?

    values: keys (("theme", t), ("month", m)), measure "theme_share", the last MONTHS_SHOWN months up to the period;
    a month with fewer than ten texts about it is hidden. chart: ``scores`` aligned.
    """
    hearing = hear("voices.theme", build, chosen, scope, heard)
    if isinstance(hearing, Answer):
        return hearing
    question = hearing.question
    first = add_months(hearing.to_on, 1 - MONTHS_SHOWN)
    longer = Hearing(question, heard, first, first, hearing.to_on)
    heard_by_month = longer.documents.groupby("month")["documents"].sum()
    frame = voices.theme_months(build, question.where, heard, first, hearing.to_on)
    frame = frame[frame["theme_id"] == heard.theme]
    span = range(number_of(heard_by_month.index.min()), number_of(heard_by_month.index.max()) + 1)
    days = [pd.Timestamp(month_of(number)) for number in span]
    counted = {
        group: frame[frame["score_group"] == group].groupby("month")["documents"].sum().reindex(days, fill_value=0)
        for group in GROUPS
    }
    documents = frame.groupby("month")["documents"].sum().reindex(days, fill_value=0).to_numpy(float)
    totals = heard_by_month.reindex(days, fill_value=0).to_numpy(float)
    is_enough = documents >= hearing.least
    keys: list[Key] = [(("theme", heard.theme), ("month", f"{day:%Y-%m-%d}")) for day in days]
    values = hearing.shares(
        keys, np.where(is_enough, documents, 0), np.where(is_enough, totals, 0), counted=THEME_SHARE
    )
    names = {("theme", theme.theme_id): theme.names for theme in voices.themes(build)}
    scores = _scores(hearing, keys, *(counted[group].to_numpy(float) for group in GROUPS))
    return hearing.answer(values, chart={"scores": scores}, labels=names, comparisons=len(days))


def _by_theme(frame: pd.DataFrame, known: tuple[voices.Theme, ...]) -> dict[str, np.ndarray]:
    """Texts of each theme in the dictionary's order: ``documents``, and by score group."""
    ids = [theme.theme_id for theme in known]
    whole = {"documents": frame, **{group: frame[frame["score_group"] == group] for group in GROUPS}}
    return {
        name: rows.groupby("theme_id")["documents"].sum().reindex(ids, fill_value=0).to_numpy(float)
        for name, rows in whole.items()
    }


def _scores(
    hearing: Hearing, keys: list[Key], promoters: np.ndarray, passives: np.ndarray, detractors: np.ndarray
) -> tuple[Released, ...]:
    """The NPS of the answers that the texts came with; () where none is recorded, or one score group is listened to."""
    measure = hearing.question.catalogue.measures.get("nps")
    if measure is None or hearing.heard.group or not (promoters + passives + detractors).any():
        return ()
    question = hearing.question
    return gate.release(
        measure,
        keys,
        nps.estimate(promoters, passives, detractors),
        question.rules,
        question.scope,
        is_freer=[True] * len(keys),  # a theme crosses with every other filter: in steps, from 100 answers on
    )


def _changes(
    hearing: Hearing, now: np.ndarray, total: int, before: np.ndarray, total_before: int
) -> tuple[Verdict, ...]:
    if not len(now):
        return ()
    if total_before < hearing.question.rules.interval_below:
        return tuple(Verdict("change", "too_few", "months_before") for _ in now)
    found = proportions.difference((now, np.full(len(now), total)), (before, np.full(len(now), total_before)))
    stands = families.benjamini_hochberg(found.p_value, what="themes").stands
    codes: list[ChangeCode] = [
        ("rose" if points > 0 else "fell") if stand else "no_clear_change"
        for points, stand in zip(found.points.tolist(), stands.tolist(), strict=True)
    ]
    return tuple(Verdict("change", code, "months_before") for code in codes)


def _precision(question: Question, keys: list[Key], told: list[voices.Theme]) -> tuple[Released, ...]:
    """Of the labelled texts that the dictionary finds, the share that the person finds too."""
    rightly, found = ([float(getattr(theme, name)) for theme in told] for name in ("found_rightly", "found"))
    return gate.release(PRECISION, keys, proportions.estimate(rightly, found), question.rules, question.scope)


def _sum(known: tuple[voices.Theme, ...]) -> voices.Theme:
    labelled, found, rightly = (
        sum(int(getattr(theme, name)) for theme in known) for name in ("labelled", "found", "found_rightly")
    )
    return voices.Theme("all", ("全部主题", "All themes"), "", 0, labelled, found, rightly)
