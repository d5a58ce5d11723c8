"""Which words tell one group of texts from another, and which are on the rise; documents are counted, not mentions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.special import betainc, betaincinv
from scipy.stats import hypergeom

from dashboard.stats import constants, families, proportions
from dashboard.stats.errors import StatisticsInputError
from dashboard.stats.estimates import Masked, masked, quantile_of, ratio, two_sided
from dashboard.stats.families import Family
from dashboard.stats.inputs import BoolArray, FloatArray, counts, line, together


@dataclass(frozen=True, eq=False)
class Keyness:
    """How much more a word belongs to the first group than to the second; one entry per word.

    ``log_odds``: the difference of log-odds (above 0: first group), ``z`` the same in standard errors, by which words
    are ordered. ``counted`` says what was counted: documents or tokens. ``is_telling``: stands in the family of all
    words looked at and is in ten documents or more (documents only). ``low`` and ``high`` bound the log-odds at 95 %.
    """

    counted: str
    log_odds: FloatArray
    low: FloatArray
    high: FloatArray
    z: FloatArray
    p_value: FloatArray
    family: Family
    is_telling: BoolArray


@dataclass(frozen=True, eq=False)
class Emerging:
    """Words on the rise: ``ratio`` of the share of documents now to before, with bounds at 95 % (no upper one, and no
    ratio, where the word was unseen before)."""

    ratio: Masked
    low: Masked
    high: Masked
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
    error = np.sqrt(variance + 1 / (total_second - second + has_not))
    z = log_odds / error
    p_value = two_sided(z)
    family = families.benjamini_hochberg(p_value, what="words")
    is_telling = family.stands & (first + second >= constants.LEAST_DOCUMENTS)
    return Keyness("documents", log_odds, *_bounds(log_odds, error), z, p_value, family, is_telling)


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
    error = np.sqrt(1 / mine + 1 / other)
    z = log_odds / error
    p_value = two_sided(z)
    family = families.benjamini_hochberg(p_value, what="words")
    return Keyness("tokens", log_odds, *_bounds(log_odds, error), z, p_value, family, np.zeros(z.shape, dtype=bool))


def emerging(documents_now: Any, total_now: float, documents_before: Any, total_before: float) -> Emerging:
    """Which words are in more documents of this window than the window before would make one expect?

    Takes, per word, documents that hold it now and before, and how many documents there are. Given the sum, the number
    now is binomial with share n₁/(n₁+n₀); one-sided ("greater"), one family over all words given; rising words stand in
    it and are in ten documents now. The ratio's bounds are the exact ones of that binomial share (Clopper & Pearson
    1934). A word in no document of either window: nothing. Raises StatisticsInputError for an empty window.

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
    tail = (1.0 - constants.CONFIDENCE_LEVEL) / 2.0
    least = np.where(now > 0, betaincinv(np.maximum(now, 1.0), before + 1.0, tail), 0.0)
    most = np.where(before > 0, betaincinv(now + 1.0, np.maximum(before, 1.0), 1.0 - tail), 0.0)
    scale = total_before / total_now
    return Emerging(
        ratio=masked(rise, before > 0),
        low=masked(scale * least / (1.0 - least), seen),
        high=masked(scale * most / (1.0 - most), before > 0),
        p_value=tested,
        family=family,
        is_rising=family.stands & (now >= constants.LEAST_DOCUMENTS),
    )


@dataclass(frozen=True, eq=False)
class Together:
    """Pairs of words that share documents, one entry per pair: ``lift`` is the share of documents with both over what
    independence would give, with bounds at 95 %; ``stands``: more often together than chance, in the family of all
    pairs looked at, in ten documents or more."""

    lift: Masked
    low: Masked
    high: Masked
    p_value: FloatArray
    family: Family
    stands: BoolArray


def together_in_documents(both: Any, first: Any, second: Any, total: float) -> Together:
    """Which two words are said together more often than each by itself would make one expect?

    Takes, per pair, documents with both, with the first, with the second, and how many documents there are. One-sided
    exact test of Fisher, one family over all pairs given; lift = p_AB/(p_A·p_B), its bounds by the delta method on the
    logarithm. A pair never seen together: no lift. Raises StatisticsInputError for more with both than with one.

    >>> result = together_in_documents([40, 6], [50, 60], [60, 100], 1000)
    >>> result.lift.round(1).tolist(), result.stands.tolist()
    ([13.3, 1.0], [True, False])
    """
    one, other = _documents("first", first, total), _documents("second", second, total)
    joint = _documents("both", both, total)
    joint, one, other = together(both=joint, first=one, second=other)
    if (joint > np.minimum(one, other)).any():
        found = "more documents with both words than with one"
        raise StatisticsInputError(found, "both", "at most the rarer word's documents", "recount")
    p_value = np.asarray(hypergeom.sf(joint - 1, int(total), one, other), dtype=np.float64)
    family = families.benjamini_hochberg(p_value, what="pairs of words")
    lift = proportions.lift(joint, one, other, np.full(joint.shape, float(total)))
    return Together(
        lift=lift.score,
        low=lift.low,
        high=lift.high,
        p_value=p_value,
        family=family,
        stands=family.stands & (joint >= constants.LEAST_DOCUMENTS) & (lift.score.filled(0.0) > 1),
    )


def _bounds(log_odds: FloatArray, error: FloatArray) -> tuple[FloatArray, FloatArray]:
    margin = quantile_of(constants.CONFIDENCE_LEVEL) * error
    return log_odds - margin, log_odds + margin


def _documents(where: str, documents: Any, total: float) -> FloatArray:
    array = counts(where, documents)
    if total <= 0:
        raise StatisticsInputError(f"{total:g} documents", where, "a group with documents", "choose a longer period")
    if (array > total).any():
        raise StatisticsInputError(
            "more documents with the word than documents", where, f"at most {total:g}", "recount"
        )
    return array
