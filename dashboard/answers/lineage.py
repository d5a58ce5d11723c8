"""Which statistics make which measure, and which constants they rest on: read from the code itself, so it cannot drift.

The modules of ``dashboard.stats`` and ``answers/kinds.py`` are parsed, not run: a function's references to other
functions and to named constants are followed until nothing new is met.
"""

from __future__ import annotations

import ast
import importlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from dashboard import stats
from dashboard.answers import kinds

STATS = Path(stats.__file__).parent
ANSWERS = Path(__file__).parent
ROLES = {
    "estimate": "interval",
    "sum": "interval",
    "weighted": "weighted",
    "difference": "change",
    "chart": "limits",
    "compare": "comparison",
}
"""What a statistic does for a measure, by the method of its kind that calls it (answers/kinds.py)."""
COMBINED: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "assessment": {"interval": ("marks.total",), "comparison": ("marks.p_values",)},
    "answered_rate": {"interval": ("outlook.answered",), "change": ("incidence.difference",)},
    "review_findings": {"interval": ("per_case.mean",)},
    "review_days": {"interval": ("durations.percentile_estimate",), "change": ("durations.mean_difference",)},
    "reached_per_10k": {"interval": ("per_case.reached",)},
}
"""Measures whose numbers are not made in their kind: of the released values of others (answers/assessment.py), by the
way of counting shared with complaints (answers/cells.py), or told only beside others (answers/reviews.py and
education.py)."""
NOT_NUMBERS = frozenset({"constants.POINTS", "incidence.OPEN", "incidence.ADOPTED", "incidence.DECLINED", "index.ROOT"})
"""The 100 of per cent and the codes of outcomes: names for reading code, no numbers of a method."""


@dataclass
class _Node:
    """One top-level name of a module: what it refers to, and the words written at it."""

    words: str
    is_function: bool
    refers_to: set[str] = field(default_factory=set)


@cache
def _nodes() -> Mapping[str, _Node]:
    """Every top-level name of the statistics room by its path: nps.estimate, constants.POWER …"""
    nodes: dict[str, _Node] = {}
    for file in sorted(STATS.glob("*.py")):
        nodes |= _of_module(file.stem, ast.parse(file.read_text(encoding="utf-8")))
    return nodes


def _of_module(module: str, tree: ast.Module) -> dict[str, _Node]:
    known = _imported(tree)
    own: dict[str, tuple[ast.stmt, str, bool]] = {}
    for at, statement in enumerate(tree.body):
        if isinstance(statement, ast.FunctionDef | ast.ClassDef):
            is_function = isinstance(statement, ast.FunctionDef)
            own[statement.name] = (statement, ast.get_docstring(statement) or "", is_function)
        elif isinstance(statement, ast.Assign | ast.AnnAssign):
            target = statement.targets[0] if isinstance(statement, ast.Assign) else statement.target
            if isinstance(target, ast.Name):
                own[target.id] = (statement, _words_after(tree.body, at), False)
    known |= {name: f"{module}.{name}" for name in own}
    return {
        f"{module}.{name}": _Node(words, is_function, set(_references(statement, known)))
        for name, (statement, words, is_function) in own.items()
    }


def _imported(tree: ast.Module) -> dict[str, str]:
    """Local name -> path, for what a module takes from the statistics room: a module itself, or a name of one."""
    known: dict[str, str] = {}
    for statement in tree.body:
        if isinstance(statement, ast.ImportFrom) and (statement.module or "").startswith("dashboard.stats"):
            prefix = (statement.module or "").removeprefix("dashboard.stats").removeprefix(".")
            for alias in statement.names:
                known[alias.asname or alias.name] = f"{prefix}.{alias.name}" if prefix else alias.name
    return known


def _references(statement: ast.AST, known: Mapping[str, str]) -> Iterable[str]:
    for node in ast.walk(statement):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id in known:
            yield f"{known[node.value.id]}.{node.attr}"
        elif isinstance(node, ast.Name) and "." in known.get(node.id, ""):
            yield known[node.id]


def _words_after(body: list[ast.stmt], at: int) -> str:
    """The string that stands under an assignment and says what the name means."""
    below = body[at + 1] if at + 1 < len(body) else None
    if isinstance(below, ast.Expr) and isinstance(below.value, ast.Constant) and isinstance(below.value.value, str):
        return " ".join(below.value.value.split())
    return ""


def reached(paths: Iterable[str]) -> frozenset[str]:
    """Everything in the statistics room that these functions rest on, themselves included."""
    found: set[str] = set()
    waiting = list(paths)
    while waiting:
        path = waiting.pop()
        if path in found or path not in _nodes():
            continue
        found.add(path)
        waiting.extend(_nodes()[path].refers_to)
    return frozenset(found)


def _is_constant(path: str) -> bool:
    name = path.rpartition(".")[2]
    return name.isupper() and not name.startswith("_") and path not in NOT_NUMBERS


def constants_of(paths: Iterable[str]) -> tuple[str, ...]:
    """The named numbers these functions rest on, in the order in which the room writes them."""
    used = reached(paths)
    return tuple(path for path in _nodes() if path in used and _is_constant(path) and _is_number(value(path)))


def _is_number(value: Any) -> bool:
    parts = value.values() if isinstance(value, Mapping) else value if isinstance(value, tuple) else (value,)
    return all(isinstance(part, int | float) for part in parts)


def value(path: str) -> Any:
    """What a constant is now."""
    module, _, name = path.rpartition(".")
    return getattr(importlib.import_module(f"dashboard.stats.{module}"), name)


def words(path: str) -> str:
    """What is written at a name in the code; a constant that refers to another one is told in that one's words."""
    told = _nodes()[path].words
    if told.startswith("See "):
        module = path.rpartition(".")[0]
        return words(f"{module}.{told.removeprefix('See ').rstrip('.')}")
    return told


def exists(path: str) -> bool:
    """Whether the room has such a function."""
    return path in _nodes() and _nodes()[path].is_function


def public_functions(module: str) -> tuple[str, ...]:
    """The public functions of one module."""
    return tuple(
        path
        for path, node in _nodes().items()
        if path.startswith(f"{module}.") and node.is_function and not path.rpartition(".")[2].startswith("_")
    )


@cache
def used_by_answers() -> frozenset[str]:
    """The statistics that answers call by themselves; the simulations of the method page do not count."""
    found: set[str] = set()
    for file in sorted(ANSWERS.glob("*.py")):
        if file.stem != "illustrations":
            tree = ast.parse(file.read_text(encoding="utf-8"))
            found |= {path for path in _references(tree, _imported(tree)) if exists(path)}
    return frozenset(found)


@cache
def of_measure(measure: str) -> Mapping[str, tuple[str, ...]]:
    """What makes a measure's numbers: role (interval, change, limits, comparison, weighted) -> statistics.

    Empty for a plain count. KeyError for a measure that cannot be asked for.
    """
    if measure in COMBINED:
        return COMBINED[measure]
    kind = type(kinds.KINDS[measure]).__name__
    written_in = importlib.import_module(type(kinds.KINDS[measure]).__module__)
    tree = ast.parse(Path(str(written_in.__file__)).read_text(encoding="utf-8"))
    known = _imported(tree)
    found: dict[str, list[str]] = {}
    for statement in tree.body:
        if not isinstance(statement, ast.ClassDef) or statement.name != kind:
            continue
        for part in statement.body:
            if isinstance(part, ast.FunctionDef) and part.name in ROLES:
                paths = [path for path in _references(part, known) if exists(path)]
                if paths:
                    found.setdefault(ROLES[part.name], []).extend(paths)
    return {role: tuple(paths) for role, paths in found.items()}
