"""Checks of a delta that look only at what changed; the served build was found right before it was published.

The draft is the served build less what the touched responses counted before, plus what they count now; ``altered`` says
so of every table, row by row. So a check that compares sums holds for the draft where it holds for both of these parts,
a check of single rows where it holds for the rows that came, and a check within questions where it holds for those that
were worked out again. What is not declared here is checked whole, and so is a declared check as soon as a table that
it reads was not brought up to date by the touched responses alone.
"""
# ruff: noqa: S608

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext

from pipelines.delta.parts import AFTER, BEFORE, COME, FAMILY, QUESTION, Parts
from pipelines.delta.rules import ADDED, EXCHANGED, OF_PLACES, PLACE
from pipelines.models import CheckResult, reads

SEPARABLE: Mapping[str, tuple[str, ...]] = {
    "class_holds_enough": (QUESTION,),
    "grain_block_holds_enough": (QUESTION,),
    "grain_is_within_its_parents": (QUESTION,),
    "mart_day_adds_up": (BEFORE, AFTER),
    "mart_driver_adds_up": (BEFORE, AFTER),
    "mart_driver_within_bounds": (COME,),
    "mart_node_adds_up": (BEFORE, AFTER),
    "mart_pain_pair_adds_up": (BEFORE, AFTER),
    "mart_pain_pair_within_bounds": (COME,),
    "mart_pain_score_adds_up": (BEFORE, AFTER),
    "mart_rating_adds_up": (BEFORE, AFTER),
    "mart_rating_within_bounds": (COME,),
    "mart_response_adds_up": (BEFORE, AFTER),
    "mart_response_within_bounds": (COME,),
    "member_named": (COME,),
    "month_starts": (COME,),
    "rating_on_scale": (COME,),
    "recommend_on_scale": (COME,),
    "response_placed_once": (BEFORE, AFTER),
}
"""Check -> the parts in which its own SQL finds what it would find in the whole draft."""
BESIDE: Mapping[str, frozenset[str]] = {
    "class_holds_enough": frozenset({"mart_span"}),
    "grain_block_holds_enough": frozenset({"mart_span"}),
    "mart_driver_adds_up": frozenset({"dim_scale", "dim_touchpoint"}),
}
"""Tables that may have changed beside: they say the same of what is untouched, or its mart would have been made anew
(``rules.OF_EACH_ALONE``; of mart_span, ``family.renew``)."""


NAMING = frozenset({"dim_member", "dim_journey", "dim_touchpoint"})
"""Tables that a check of single rows looks them up in: where these change, rows that stayed may be wrong by it."""


class Checking:
    """How far the checks of one run have to look; ``followed`` of the ``changed`` tables changed by the touched
    responses, or the questions worked out again, alone."""

    def __init__(self, parts: Parts, changed: frozenset[str], followed: frozenset[str]) -> None:
        self.changed = changed
        self._parts = parts
        self._followed = followed

    def places(self, check: str) -> Sequence[AbstractContextManager[None]]:
        """Where ``check`` is to be evaluated, one after the other: in the whole draft, or in the parts."""
        if not self.is_separable(check):
            return (nullcontext(),)
        return tuple(self._parts.within(part) for part in SEPARABLE[check])

    def is_separable(self, check: str) -> bool:
        """Whether it is declared, and each part holds every table that it reads and that changed."""
        if check not in SEPARABLE:
            return False
        changed = (reads("checks", check) & self.changed) - BESIDE.get(check, frozenset())
        if SEPARABLE[check] == (COME,):
            # what did not come row by row is read whole beside the rows that came
            return not changed & NAMING
        return changed <= self._followed and all(changed <= self._parts.held(part) for part in SEPARABLE[check])

    def altered(self) -> Iterator[CheckResult]:
        """The tables in which other rows than those of the touched responses or questions are not as they were.

        Told by the number of rows and a sum over all of them: of a mart that is added up, of its counts, each times a
        print of its keys, and so of each of its decimals but for what adding them in another order may change; of the
        others, of a print of the whole row. Both sides of the sum are taken from the tables.
        """
        for name in sorted(self._followed & ({*EXCHANGED, *ADDED} | set(OF_PLACES))):
            told = self._prints_of_sums(name) if name in ADDED else self._print_of_rows(name)
            draft, was, added = self._parts.of_draft(name), f"served.{name}", f"{AFTER}.{name}"
            taken_off = f"{BEFORE}.{name}"
            if name in OF_PLACES:
                added, taken_off = f"{FAMILY}.{name}", f"{was} semi join touched_place using ({PLACE})"
            now, then, come, gone = (
                self._parts.connection.execute(f"select {told} from {source}").fetchall()[0]
                for source in (draft, was, added, taken_off)
            )
            counts, decimals, sizes = zip(now, then, come, gone, strict=True)
            allowed = [CLOSE * sum(size) for size in zip(*sizes, strict=True)]
            is_close = [abs(apart) <= most for apart, most in zip(_left_over(decimals), allowed, strict=True)]
            if any(_left_over(counts)) or not all(is_close):
                yield CheckResult(f"{name}, rows that nobody touched", (f"{now}, was {then}, +{come}, -{gone}",))

    def leave(self) -> None:
        """Let go of the parts."""
        self._parts.leave()

    def _prints_of_sums(self, name: str) -> str:
        """Of all counts together; of each column of decimals; and of what size each of those is."""
        kinds = {column: kind for column, kind in self._columns(name).items() if column not in ADDED[name]}
        print_ = f"(hash({', '.join(ADDED[name])}) >> {_DROPPED})::bigint"
        counts = [column for column, kind in kinds.items() if kind != "DOUBLE"]
        weighed = " + ".join(f"{2 * place + 1} * {column}" for place, column in enumerate(counts))
        decimals = [column for column, kind in kinds.items() if kind == "DOUBLE"]
        sums = ", ".join(f"coalesce(sum({column} * {print_}), 0)" for column in decimals)
        sizes = ", ".join(f"coalesce(sum(abs({column}) * {print_}), 0)" for column in decimals)
        return f"[coalesce(sum(({weighed}) * {print_}), 0)], [{sums}], [{sizes}]"

    def _print_of_rows(self, name: str) -> str:
        # a passage's number only tells it from others
        columns = ", ".join(column for column in self._columns(name) if (name, column) != ("fct_pain", "passage"))
        return f"[count(*), coalesce(sum((hash({columns}) >> {_DROPPED})::bigint), 0)], [], []"

    def _columns(self, name: str) -> Mapping[str, str]:
        told = f"select column_name, column_type from (describe {self._parts.of_draft(name)})"
        return dict(self._parts.connection.execute(told).fetchall())


def _left_over(sides: Sequence[Sequence[float]]) -> list[float]:
    """What each sum is now, beside what it was, what came and what went."""
    return [now - (then + come - gone) for now, then, come, gone in zip(*sides, strict=True)]


CLOSE = 1e-9
"""Share of all decimals of a column by which their sum may differ: it depends on the order they are added in."""
_DROPPED = 40
"""Bits of a print that are left out, so that a print times a count is no more than a bigint holds."""
