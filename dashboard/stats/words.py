"""Which words tell one group of texts from another, and which are on the rise; documents are counted, not mentions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.special import betainc

from dashboard.stats import constants, families
from dashboard.stats.errors import StatisticsInputError
from dashboard.stats.estimates import Masked, masked, ratio, two_sided
from dashboard.stats.families import Family
from dashboard.stats.inputs import BoolArray, FloatArray, counts, line, together


@dataclass(frozen=True, eq=False)
class Keyness:
    """How much more a word belongs to the first group than to the second; one entry per word.

    ``log_odds``: the difference of log-odds (above 0: first group), ``z`` the same in standard errors, by which words
    are ordered. ``counted`` says what was counted: documents or tokens. ``is_telling``: stands in the family of all
    words looked at and is in ten documents or more (documents only).
    """

    counted: str
    log_odds: FloatArray
    z: FloatArray
    p_value: FloatArray
    family: Family
    is_telling: BoolArray


@dataclass(frozen=True, eq=False)
class Emerging:
    """Words on the rise: ``ratio`` of the share of documents now to before (nothing if unseen before)."""

    ratio: Masked
    p_value: Masked
    family: Family
    is_rising: BoolArray


def by_documents(
    documents_first: Any,
    total_first: float,
    documents_second: Any,
    total_second: float,
    strength: float = constants.PRIOR_STRENGTH,
) -> Keyness:
    """Which words tell the first group's texts from the second's? By documents, so that one long text counts once.

    Takes, per word, the documents that hold it, and the groups' sizes. δ = log((y₁+a)/(n₁−y₁+a′)) − the same for the
    second, with a = pooled share × ``strength`` and a′ its complement; z = δ over √(Σ 1/(y+a) + 1/(n−y+a′)). Raises
    StatisticsInputError for more documents with a word than documents, or an empty group.
    Source: Monroe, Colaresi & Quinn 2008, on documents.

    >>> result = by_documents([60, 50], 100, [10, 50], 100)
    >>> result.z.round(1).tolist(), result.is_telling.tolist()
    ([6.5, 0.0], [True, False])
    """
    first, second = (
        _documents("documents_first", documents_first, total_first),
        _documents("documents_second", documents_second, total_second),
    )
    first, second = together(first=first, second=second)
    if strength <= 0:
        raise StatisticsInputError(f"{strength:g}", "strength", "a prior above 0", "leave the default")
    pooled = (first + second) / (total_first + total_second)
    has, has_not = pooled * strength, (1.0 - pooled) * strength
    # A word in no document, or in all, gets no odds; a hair of prior keeps it finite and at 0.
    has, has_not = np.maximum(has, 1e-9), np.maximum(has_not, 1e-9)
    log_odds = np.log((first + has) / (total_first - first + has_not)) - np.log(
        (second + has) / (total_second - second + has_not)
    )
    variance = 1 / (first + has) + 1 / (total_first - first + has_not) + 1 / (second + has)
    z = log_odds / np.sqrt(variance + 1 / (total_second - second + has_not))
    p_value = two_sided(z)
    family = families.benjamini_hochberg(p_value, what="words")
    is_telling = family.stands & (first + second >= constants.LEAST_DOCUMENTS)
    return Keyness("documents", log_odds, z, p_value, family, is_telling)


def by_tokens(tokens_first: Any, tokens_second: Any, prior: Any = constants.PRIOR_TOKENS) -> Keyness:
    """The same by tokens, as published packages compute it; kept to compare with, since one angry text can decide it.

    Takes counts per word over the union vocabulary and a prior count per word (one number, or an array such as pooled
    counts + 0.01). δ = log((y₁+a_w)/(n₁+a₀−y₁−a_w)) − …; z = δ/√(1/(y₁+a_w) + 1/(y₂+a_w)). ``is_telling`` is
    always False: documents decide. Source: Monroe 2008; R tidylo; PyPI logodds.

    >>> by_tokens([30, 12, 5, 200, 0], [4, 0, 28, 210, 9]).z.round(3).tolist()
    [4.029, 0.715, -3.717, -1.875, -0.682]
    """
    first, second = line("tokens_first", counts("tokens_first", tokens_first)), counts("tokens_second", tokens_second)
    first, second, extra = together(first=first, second=second, prior=counts("prior", prior))
    if (extra <= 0).any():
        raise StatisticsInputError("a prior of 0", "prior", "priors above 0", "leave the default")
    whole, mine, other = float(extra.sum()), first + extra, second + extra
    log_odds = np.log(mine / (first.sum() + whole - mine)) - np.log(other / (second.sum() + whole - other))
    z = log_odds / np.sqrt(1 / mine + 1 / other)
    p_value = two_sided(z)
    family = families.benjamini_hochberg(p_value, what="words")
    return Keyness("tokens", log_odds, z, p_value, family, np.zeros(z.shape, dtype=bool))


def emerging(documents_now: Any, total_now: float, documents_before: Any, total_before: float) -> Emerging:
    """Which words are in more documents of this window than the window before would make one expect?

    Takes, per word, documents that hold it now and before, and how many documents there are. Given the sum, the number
    now is binomial with share n₁/(n₁+n₀); one-sided ("greater"), one family over all words given; rising words stand in
    it and are in ten documents now. A word in no document of either window: nothing. Raises StatisticsInputError for an
    empty window.

    >>> result = emerging([14], 1200, [20], 5200)
    >>> round(float(result.ratio[0]), 3), round(float(result.p_value[0]), 5), result.is_rising.tolist()
    (3.033, 0.00206, [True])
    """
    now, before = together(
        now=_documents("documents_now", documents_now, total_now),
        before=_documents("documents_before", documents_before, total_before),
    )
    share = total_now / (total_now + total_before)
    # P(X ≥ y₁) for X binomial(y₁+y₀, share), as an incomplete beta function.
    p_value = np.where(now > 0, betainc(np.maximum(now, 1.0), before + 1.0, share), 1.0)
    seen = now + before > 0
    tested = masked(p_value, seen)
    family = families.benjamini_hochberg(tested, what="words")
    rise = ratio(now / total_now, before / total_before)
    return Emerging(
        ratio=masked(rise, before > 0),
        p_value=tested,
        family=family,
        is_rising=family.stands & (now >= constants.LEAST_DOCUMENTS),
    )


def _documents(where: str, documents: Any, total: float) -> FloatArray:
    array = counts(where, documents)
    if total <= 0:
        raise StatisticsInputError(f"{total:g} documents", where, "a group with documents", "choose a longer period")
    if (array > total).any():
        raise StatisticsInputError(
            "more documents with the word than documents", where, f"at most {total:g}", "recount"
        )
    return array
