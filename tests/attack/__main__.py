"""``python -m tests.attack [--seeds 3] [--responses 900] …``: attacks bank after bank, prints what could be worked out.

Ends with 1 if anything could that should not. With ``--without-rules`` the builds hide nothing (then a lot is found);
with ``--freer`` freer cuts are asked for as well: what they give away is counted, it is not what the family promises.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from contextlib import nullcontext
from pathlib import Path

from tests.attack import people, released, without_rules, working_out
from tests.attack.people import Shape
from tests.attack.released import MEASURES, Asked, Asking

SPANS = ("2025-02..2025-04", "2025-03..2025-12", "2025-11..2026-02", "2025-01..2025-06")


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.attack", description="Work out what must stay hidden.")
    parser.add_argument("--seeds", type=int, nargs="+", default=[1, 2, 3])
    parser.add_argument("--responses", type=int, nargs="+", default=[300, 900, 3000])
    parser.add_argument("--months", type=int, default=18)
    parser.add_argument("--united", type=int, default=2, help="unions of up to so many units")
    parser.add_argument("--dimensions", type=int, default=2, help="groups of up to so many dimensions at once")
    parser.add_argument("--correlation", type=float, nargs="+", default=[0.3, 0.9])
    parser.add_argument("--measures", nargs="+", choices=MEASURES, default=list(MEASURES))
    parser.add_argument("--without-rules", action="store_true")
    parser.add_argument("--freer", action="store_true")
    parser.add_argument("--show", type=int, default=10, help="how many of what was found to print")
    chosen = parser.parse_args(arguments)
    leaks = 0
    for seed in chosen.seeds:
        for responses in chosen.responses:
            for correlation in chosen.correlation:
                shape = Shape(seed, responses, chosen.months, correlation)
                leaks += _attacked(shape, chosen)
    return int(leaks > 0)


def _attacked(shape: Shape, chosen: argparse.Namespace) -> int:
    freed = without_rules.everything_shown() if chosen.without_rules else nullcontext()
    asking = Asking(chosen.united, SPANS, chosen.freer)
    leaks = 0
    with tempfile.TemporaryDirectory(prefix="huiyin-attack-") as folder, freed:
        bank = people.make(Path(folder), shape)
        for measure in chosen.measures:
            asked = Asked(bank, measure, asking)
            known = list(asked.everything())
            groups = working_out.small_groups(asked, chosen.dimensions)
            found = working_out.work_out(working_out.puzzle(asked), released.distinct(known), groups)
            _say(f"{shape} {measure}: {len(known)} values told, {found.equations} of different people")
            _say(f"  {found.groups} groups of 1 to 9 people: {len(found.by_subtraction)} by subtraction,", end=" ")
            _say(f"{len(found.by_bounds)} by bounds, {len(found.all_alike)} all alike (excepted)")
            for group in found.leaks[: chosen.show]:
                _say(f"    {group}")
            leaks += len(found.leaks)
    return leaks


def _say(text: str, end: str = "\n") -> None:
    sys.stdout.write(text + end)
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
