"""What is asked in a terminal: its words read into a slice, the one answer they mean, and what is refused.

Every command that names an answer asks for it here, so that a file and the screen's text are of the same one.
"""

from __future__ import annotations

import argparse
import json
import locale
import os
from dataclasses import dataclass

from rich.console import Console

from dashboard.admission import RefusedError, scope_in_terminal
from dashboard.answers import (
    assessment,
    attributes,
    effects,
    headline,
    levels_in_force,
    series,
    trend,
)
from dashboard.answers.own_groupings import BY_QUESTION
from dashboard.answers.question import UnknownMeasureError
from dashboard.ledger import open_ledger
from dashboard.queries.builds import BankError, Build, open_build
from dashboard.queries.catalogue import catalogue
from dashboard.queries.levels import levels
from dashboard.queries.where import OutOfScopeError
from dashboard.scopes import Scope
from dashboard.slice_arguments import address_of, take_slice
from dashboard.slices import Slice, UnknownAddress, from_address
from dashboard.values import Answer
from dashboard.views import LANGUAGES, Language, View

EFFECTS = "effects"
"""Asked like a measure: whether what was adopted helped."""
ASSESSMENT = "assessment"
"""Asked like a measure: the marks of the units of a level, or with --by line of the business lines."""


@dataclass(frozen=True, slots=True)
class Asked:
    """One question of the terminal, answered."""

    build: Build
    scope: Scope
    answer: Answer


class Refused(Exception):
    """What was asked is not known here; ``faults`` name parameter and value, ``known`` what there is instead."""

    def __init__(self, faults: list[dict[str, str]], known: tuple[str, ...] = (), message: str = "") -> None:
        super().__init__(message)
        self.faults, self.known, self.message = faults, known, message


def ask(parser: argparse.ArgumentParser, asked: argparse.Namespace) -> Asked:
    """The answer to a call; Refused for what is unknown, and the parser's own end for a call that makes no sense."""
    try:
        build = open_build(asked.bank)
        scope = scope_in_terminal(build, asked.person)
        known = catalogue(build, scope)
        chosen = from_address(address_of(asked), known.known())
        if asked.attribute and (asked.by or asked.limits):
            parser.error("--attribute goes with no --by and no --limits: it compares months before and after")
        has_groupings = asked.measure in known.measures or (asked.measure, None) in BY_QUESTION
        if asked.by is not None and has_groupings and asked.measure != ASSESSMENT:
            _check_grouping(parser, asked)
        return Asked(build, scope, _answer(asked, build, chosen, scope))
    except UnknownAddress as fault:
        raise Refused([{"parameter": name, "value": value} for name, value in fault.faults]) from fault
    except effects.UnknownSuggestionError as fault:
        raise Refused([{"parameter": "suggestion", "value": asked.suggestion}], tuple(fault.known)) from fault
    except attributes.UnknownAttributeError as fault:
        raise Refused([{"parameter": "attribute", "value": asked.attribute}], tuple(fault.known)) from fault
    except UnknownMeasureError as fault:
        raise Refused([{"parameter": "measure", "value": asked.measure}], tuple(fault.measures)) from fault
    except BankError as fault:
        raise Refused([{"parameter": "bank", "value": asked.bank or ""}], tuple(fault.banks), str(fault)) from fault
    except RefusedError as fault:
        raise Refused([{"parameter": "as", "value": asked.person or ""}], message=str(fault)) from fault
    except OutOfScopeError as fault:
        raise Refused([{"parameter": "unit", "value": unit} for unit in fault.units]) from fault


def _answer(asked: argparse.Namespace, build: Build, chosen: Slice, scope: Scope) -> Answer:
    family = "adoption" if asked.measure.startswith("adoption") else asked.measure
    if asked.attribute:
        return attributes.before_after(asked.attribute, asked.measure, build, chosen, scope)
    if asked.measure == EFFECTS:
        asked_of = (build, chosen, scope)
        return effects.one(asked.suggestion, *asked_of) if asked.suggestion else effects.portfolio(*asked_of)
    if asked.measure == ASSESSMENT:
        if asked.by == "line":
            return assessment.of_lines(build, chosen, scope)
        found = levels(catalogue(build, scope), chosen.units)
        level = asked.level or (found[0][0] if found else "")
        return assessment.of_units(level, build, chosen, scope)
    if asked.limits:
        ledger = open_ledger(build.bank, build.folder)
        return levels_in_force.control(asked.measure, ledger, build, chosen, scope, asked.by)
    if (family, asked.by) in BY_QUESTION:
        return BY_QUESTION[family, asked.by](build, chosen, scope)
    if asked.by is None:
        return headline.of(asked.measure, build, chosen, scope)
    return series.by(asked.measure, asked.by, build, chosen, scope)


def _check_grouping(parser: argparse.ArgumentParser, asked: argparse.Namespace) -> None:
    family = "adoption" if asked.measure.startswith("adoption") else asked.measure
    own = tuple(by for measure, by in BY_QUESTION if by is not None and measure == family)
    usual = () if (family, None) in BY_QUESTION else series.dimensions_of(asked.measure)
    known = (*usual, *own)
    if asked.by not in known:
        instead = f"choose from {', '.join(dict.fromkeys(known))}" if known else "it takes no --by"
        parser.error(f"{asked.measure} is not known by {asked.by!r}; {instead}")
    if asked.limits and asked.by not in (steps := trend.steps_of(asked.measure)):
        parser.error(f"--limits belongs to --by {', '.join(steps)}")


def language(written: str | None) -> Language:
    """The asked language, else that of the terminal, else Chinese."""
    name = written or os.environ.get("LC_ALL") or os.environ.get("LANG") or (locale.getlocale()[0] or "")
    return next((language for language in LANGUAGES if name.startswith(language.split("_")[0])), "zh_CN")


def refuse(refused: Refused, view: View, *, as_json: bool = False) -> None:
    """Says what was not found; nothing is shown in place of it."""
    if as_json:
        told = {"error": refused.faults, "known": list(refused.known)}
        print(json.dumps(told, ensure_ascii=False, indent=2))  # noqa: T201 the terminal is this face's page
        return
    screen = Console(stderr=True, highlight=False)
    if refused.message:
        screen.print(refused.message, style="red", markup=False)
        return
    for fault in refused.faults:
        line = view.text("unknown {parameter}: {value}", parameter=fault["parameter"], value=fault["value"])
        screen.print(line, style="red", markup=False)
    if refused.known:
        screen.print(view.text("there are: {known}", known=view.text(", ").join(refused.known)), markup=False)


def parser_of(prog: str, description: str) -> argparse.ArgumentParser:
    """The words of a call that names an answer; a command adds what it does with it."""
    parser = argparse.ArgumentParser(prog=prog, description=description)
    parser.add_argument(
        "measure",
        help="nps, satisfaction, response_rate, adoption_90d …, effects, assessment, drivers or pain_pairs",
    )
    parser.add_argument("--suggestion", metavar="ID", default="", help="with effects: one suggestion in full")
    parser.add_argument(
        "--attribute", metavar="ID", default="", help="before and after units became it, as elderly_friendly"
    )
    parser.add_argument("--level", default="", help="with assessment: a level of units, by default the highest below")
    parser.add_argument(
        "--by", help="month, quarter, year, unit, line, channel …; nps also part and score; drivers: importance …"
    )
    parser.add_argument("--limits", action="store_true", help="with --by week, month or quarter: with control limits")
    take_slice(parser)
    return parser
