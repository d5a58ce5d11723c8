"""What the experience index is made of: every node with its interval, what moved it, and equal weights beside."""

from __future__ import annotations

from typing import Any

import numpy as np

from dashboard import gate
from dashboard.answers import headline
from dashboard.answers.cells import Plain, Summed
from dashboard.answers.kinds import Index
from dashboard.answers.once import once
from dashboard.answers.question import Question, ask
from dashboard.queries.builds import Build
from dashboard.queries.index_tree import Names, Node
from dashboard.queries.where import TooFineError
from dashboard.scopes import Scope
from dashboard.slices import Slice
from dashboard.values import Answer, Key, Released

CURRENT = "current"


@once
def nodes(build: Build, chosen: Slice, scope: Scope) -> Answer:
    """Every node of the tree in the period, against the period before.

    values: keys (("node", id),), parents before children; hidden where no leaf below has enough ratings.
    verdicts: those of the headline. chart: ``nodes`` {id: {parent, level, weight_pct (among its siblings), share_pct
    (of the whole), is_complete}}; ``equal``, Released per node under equal weights, same order; ``moved``, Released per
    node, points of the change from the period before that hang on it, () without a period before; ``register`` {source,
    is_default, amended_because, tree_from}.
    """
    question = ask("index.nodes", "index", build, chosen, scope)
    kind = question.kind
    if (missing := question.absent()) is not None or question.period is None or not isinstance(kind, Index):
        return question.nothing(missing or "no_responses")
    if not kind.tree.nodes:
        return question.nothing("not_asked")
    try:
        now = question.summed(question.period)
    except TooFineError as fault:
        return question.nothing("cut_too_fine", fault.widen)
    found, bases = kind.every_node(now), kind.bases(now)
    if not bases[0]:
        return question.nothing("too_few_alone" if question.inside(question.period).any() else "no_responses")
    keys: list[Key] = [(("node", node.node_id),) for node in kind.tree.nodes]
    values = _released(question, now, keys, found.values, found.low, found.high, bases)
    nothing = [None] * len(keys)
    equal_keys = [(*key, ("weights", "equal")) for key in keys]
    equal = _released(question, now, equal_keys, found.with_equal_weights, nothing, nothing, bases)
    before = question.summed(question.period.previous())
    moved: tuple[Released, ...] = ()
    if question.inside(question.period.previous()).any():
        least = np.minimum(bases, kind.bases(before))
        moved_keys = [(*key, ("part", "moved")) for key in keys]
        moved = _released(question, now, moved_keys, kind.contributions(now, before), nothing, nothing, least)
    _, verdicts, periods = headline.against_other_periods(question, now)
    tree = kind.tree
    told = kind.nodes()
    return question.answer(
        values,
        verdicts,
        {
            "nodes": {
                node.node_id: {
                    "parent": node.parent_id,
                    "level": node.level,
                    "weight_pct": 100.0 * float(told.weights[at]),
                    "share_pct": 100.0 * float(told.leaf_share[at]),
                    "is_complete": bool(found.is_complete[at]),
                }
                for at, node in enumerate(tree.nodes)
            },
            "equal": equal,
            "moved": moved,
            "periods": periods,
            "register": {
                "source": tree.source,
                "is_default": tree.is_default,
                "amended_because": tree.amended_because,
                "tree_from": None if tree.tree_from is None else tree.tree_from.isoformat(),
            },
        },
        labels={("node", node.node_id): _named(node, question) for node in tree.nodes},
    )


def _released(
    question: Question, now: Summed, keys: list[Key], score: Any, low: Any, high: Any, bases: Any
) -> tuple[Released, ...]:
    is_freer = [bool(now.is_freer[0])] * len(keys)
    estimate = Plain(score, low, high, bases)
    return gate.release(question.measure, keys, estimate, question.rules, question.scope, is_freer=is_freer)


def _named(node: Node, question: Question) -> Names:
    """A leaf is called by the measure it is, everything else by its own name."""
    measure = question.catalogue.measures.get(node.kind)
    return measure.names if measure else node.names
