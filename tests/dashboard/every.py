"""Every answer, every query and every statement there is, found by looking and not from a list that somebody keeps.

A new answer or query is called with everything its parameters may be; one whose parameter is not known here fails, so
that whoever adds it says what to call it with.
"""

from __future__ import annotations

import importlib
import inspect
import itertools
import pkgutil
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import pandas as pd
import pytest

import dashboard.answers
import dashboard.queries
from dashboard.answers import series
from dashboard.answers.kinds import KINDS
from dashboard.answers.question import Question, ask
from dashboard.answers.reinspection import Subject
from dashboard.listening import Listening
from dashboard.queries import builds, catalogue
from dashboard.queries.builds import Build
from dashboard.scopes import Scope
from dashboard.slices import Period, Slice

SQL = Path(builds.__file__).parent / "sql"
SPAN = Period(date(2025, 1, 1), date(2026, 9, 1))
ARGUMENTS: Mapping[str, tuple[Any, ...]] = {
    "kind": ("satisfaction",),
    "journey": ("visit",),
    "rated": (("queue", "counter", "farewell"),),
    "period": (SPAN,),
    "survey": ("service",),
    "by": ("", "unit", "channel"),
    "last_month": (date(2026, 9, 1),),
    "first_month": (date(2025, 1, 1),),
    "first_day": (date(2025, 1, 1),),
    "last_day": (date(2026, 9, 30),),
    "span": (SPAN,),
    "of_every_touchpoint": (False, True),
    "heard": (Listening(),),
    "from_on": (date(2025, 1, 1),),
    "begun_on": (date(2026, 7, 1),),
    "to_on": (date(2026, 9, 30),),
    "most_words": (20,),
    "least": (2,),
    "most_texts": (5,),
    "against": ("previous", "year_before"),
    "beside": ("", "unit", "channel"),
    "step": ("month", "week", "quarter"),
    "both": (("queue", "farewell"),),
    "pair": (("branch", "app"), ("r01", "r02")),
    "baselines": ((), (date(2025, 12, 1),)),
    "month": (date(2026, 9, 1),),
    "day": (date(2026, 9, 30),),
    "unit": ("o01", "r01"),
    "level": ("网点", "分行"),
    "attribute": ("elderly_friendly", "demonstration"),
    "suggestion": ("g000", "g001", "g002"),
    "proven": (None, (date(2025, 6, 1),)),
    "rows_by": ("business", "channel", "line"),
    "cause": ("rules", ""),
    "heap": ("unit", "line", "reached", "age"),
    "exposure": ("customers", "outlets", "transactions"),
    "subject": (Subject("nps", "r01", date(2025, 12, 15)),),
}
"""What a query or an answer is called with beside build, slice and scope, by the name of the parameter."""
MOST_CALLS = 31
"""Of one function with one slice."""
BUILDING_BLOCKS = {
    "queries.where.monthly": "the router itself; every query of counts goes through it",
    "queries.grains.marked": "marks rows that another query has read",
    "queries.nodes.counted": "says which nodes a question counts, and answers nothing",
    "queries.nodes.cells": "reads the nodes for the queries of counts",
    "queries.nodes.days": "reads the nodes for the queries of counts",
    "queries.where.counted_nodes": "says which nodes a question counts, and answers nothing",
    "queries.index_tree.index_ratings": "reads the leaves of the tree that index_tree gives",
    "answers.step_counts.rated_steps": "counts the steps for the answers that compare them, and answers nothing",
    "answers.voices.hear": "resolves a question and answers nothing",
    "answers.reinspection.of_improvement": "reads the improvement's subject from the ledger and hands it to reinspect",
    "answers.drivers.look": "resolves a question and answers nothing",
    "answers.levels_in_force.control": "reads the accepted levels from the ledger and hands them to trend.control",
    "answers.question.ask": "resolves a question and answers nothing",
}
"""Public functions that take a build and are no query or answer of their own."""


@dataclass(frozen=True)
class Found:
    """A public function of a room that reads a build."""

    name: str
    call: Callable[..., Any]

    @property
    def parameters(self) -> Mapping[str, inspect.Parameter]:
        return inspect.signature(self.call).parameters


def answers() -> tuple[Found, ...]:
    """Every function of ``answers`` that takes a build, a slice and a scope."""
    return tuple(one for one in _public(dashboard.answers) if {"build", "chosen", "scope"} <= set(one.parameters))


def queries() -> tuple[Found, ...]:
    """Every function of ``queries`` that takes a build."""
    return tuple(one for one in _public(dashboard.queries) if "build" in one.parameters)


def statements() -> frozenset[str]:
    """Every .sql file of ``queries`` by the name it is asked for; included ones are parts of others."""
    found = (file.relative_to(SQL).with_suffix("").as_posix() for file in SQL.rglob("*.sql"))
    return frozenset(name for name in found if not name.startswith("include/"))


def called(
    one: Found, build: Build, scope: Scope, slices: Collection[Slice], measures: Collection[str] = tuple(KINDS)
) -> Iterator[tuple[Mapping[str, Any], Any]]:
    """The arguments and the outcome of each call that makes sense; what refuses to answer is an outcome as well."""
    for chosen in slices:
        given: dict[str, tuple[Any, ...]] = {"build": (build,), "scope": (scope,), "chosen": (chosen,)}
        for name, parameter in one.parameters.items():
            if name == "measure":
                given[name] = tuple(measures)
            elif name == "dimension":
                given[name] = tuple(
                    dict.fromkeys(each for measure in measures for each in series.dimensions_of(measure))
                )
            elif name == "asked":
                given[name] = tuple(
                    ask("test", "nps", build, chosen, scope, by=by).where for by in ("", "unit", "channel")
                )
            elif name in ARGUMENTS:
                given[name] = ARGUMENTS[name]
            elif name not in given and parameter.default is inspect.Parameter.empty:
                pytest.fail(f"{one.name}: say in tests/dashboard/every.py what its parameter {name!r} may be")
        names = [name for name in one.parameters if name in given]
        combined = [dict(zip(names, values, strict=True)) for values in itertools.product(*(given[n] for n in names))]
        fitting = [arguments for arguments in combined if _is_known_by(arguments)]
        # of very many, some of every kind, the same each time
        kept = np.unique(np.linspace(0, len(fitting) - 1, MOST_CALLS).round().astype(int)) if fitting else ()
        for arguments in [fitting[at] for at in kept]:
            try:
                outcome = one.call(**arguments)
            except ValueError as refused:
                outcome = refused
            except PermissionError as refused:
                if scope.visible is not None and not set(chosen.units) <= scope.visible:
                    raise
                outcome = refused  # an argument named somebody else's unit
            yield arguments, outcome


def _is_known_by(arguments: Mapping[str, Any]) -> bool:
    """Whether the measure is known by the dimension; what has no measure of its own says so itself."""
    return not {"dimension", "measure"} <= set(arguments) or arguments["dimension"] in series.dimensions_of(
        arguments["measure"]
    )


def _public(package: ModuleType) -> Iterator[Found]:
    for found in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
        module = importlib.import_module(found.name)
        for name, member in inspect.getmembers(module, inspect.isfunction):
            full = f"{found.name.removeprefix('dashboard.')}.{name}"
            if member.__module__ == found.name and not name.startswith("_") and full not in BUILDING_BLOCKS:
                yield Found(full, member)


@contextmanager
def recorded() -> Iterator[dict[str, list[dict[str, Any]]]]:
    """Statement -> the different parameters it was asked with inside, from a cold start: what is really executed."""
    asked: dict[str, list[dict[str, Any]]] = {}
    seen = set()
    ask_ = Build._asked

    def noted(self: Build, statement: str, parameters: Mapping[str, Any] | None) -> Any:
        text, used, key = ask_(self, statement, parameters)
        if key not in seen:
            seen.add(key)
            asked.setdefault(statement, []).append(used)
        return text, used, key

    forget()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Build, "_asked", noted)
        yield asked


def forget() -> None:
    """Empties what is kept between questions."""
    builds.forget()
    catalogue._kept.clear()


def strings(value: Any, seen: set[int] | None = None) -> Iterator[str]:
    """Every text anywhere in a value that a person or a page could read."""
    seen = set() if seen is None else seen
    if isinstance(value, str):
        yield value
        return
    if value is None or isinstance(value, Build | Scope | Question) or id(value) in seen:
        return
    seen.add(id(value))
    if isinstance(value, pd.DataFrame):
        for column in value:
            yield from strings(value[column].tolist(), seen)
    elif isinstance(value, Mapping):
        for key, item in value.items():
            yield from strings(key, seen)
            yield from strings(item, seen)
    elif isinstance(value, Collection):
        for item in value:
            yield from strings(item, seen)
    elif hasattr(value, "__dataclass_fields__"):
        for name in value.__dataclass_fields__:
            yield from strings(getattr(value, name), seen)
