"""The words of a terminal call that name a slice, its language and its bank: one way for every command."""

from __future__ import annotations

import argparse

from dashboard.admission import take_person
from dashboard.slices import DIMENSIONS
from dashboard.views import LANGUAGES


def take_slice(parser: argparse.ArgumentParser) -> None:
    """Give a command the words of a slice, a language, a person and a bank."""
    parser.add_argument("--unit", action="append", default=[], metavar="ID", help="a unit; may be given several times")
    parser.add_argument("--period", help="2026, 2026Q3, 2026-07, 2026-01..2026-06, month, quarter, year, last_12, all")
    parser.add_argument("--as-of", dest="as_of", metavar="DAY", help="2026-09-30: as things stood on that day")
    parser.add_argument("--survey", metavar="ID", help="a survey; by default the one with most recommend answers")
    for name in DIMENSIONS:
        flag = "--" + name.replace("_", "-")
        parser.add_argument(flag, dest=name, action="append", default=[], metavar="ID", help=f"only this {name}")
    parser.add_argument("--lang", choices=LANGUAGES, help="zh_CN or en; by default that of the terminal")
    parser.add_argument("--bank", help="which bank; by default the only one that is not the example")
    take_person(parser)


def address_of(asked: argparse.Namespace, period: str = "") -> dict[str, list[str]]:
    """What was called for as an address; ``period`` where none was named."""
    address = {"unit": asked.unit, **{name: getattr(asked, name) for name in DIMENSIONS}}
    single = {"period": asked.period or period, "as_of": asked.as_of, "survey": asked.survey}
    address |= {name: [value] for name, value in single.items() if value}
    return {name: values for name, values in address.items() if values}
