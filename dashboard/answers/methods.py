"""How each number is made: our words for every method, with constants, functions and sources taken from the code.

The words stand in ``method_texts/*.toml``, Chinese and English side by side, beside the code they explain and not in
the build's register: a build may be older than the code that reads it. A number is written there as «NAME» and filled
in from the statistics (or, «rule.NAME», from the build's rules), so that no sentence can tell another number.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Any

from dashboard.answers import lineage
from dashboard.answers.kinds import KINDS
from dashboard.explanations import Constant, Described, HowDecided, Method, Names

TEXTS = Path(__file__).parent / "method_texts"
_TOKEN = re.compile(r"«([\w.]+)(?:\[(\d+)\])?(?::(\w+))?»")
_SOURCE = re.compile(r"\bSources?:\s*(.+)", re.DOTALL)


@cache
def texts(name: str) -> Mapping[str, Any]:
    """One file of words as it is written: methods by subject, verdicts, constants."""
    return tomllib.loads((TEXTS / f"{name}.toml").read_text(encoding="utf-8"))


@cache
def entries() -> tuple[Mapping[str, Any], ...]:
    """Every method as it is written, in the order of the page."""
    return tuple({"group": group, **entry} for group in texts("groups") for entry in texts(group).get("method", ()))


def groups() -> Mapping[str, Names]:
    """The subjects in the order of the page: id -> names."""
    return {group: (each["name"], each["name_en"]) for group, each in texts("groups").items()}


def methods(rules: Mapping[str, float]) -> tuple[Method, ...]:
    """Every method in words, with what the code says about it now. ``rules`` are the build's base rules."""
    return tuple(_method(entry, rules) for entry in entries())


def _method(entry: Mapping[str, Any], rules: Mapping[str, float]) -> Method:
    paths: tuple[str, ...] = tuple(entry["functions"])
    return Method(
        method=entry["id"],
        group=entry["group"],
        names=(entry["name"], entry["name_en"]),
        plain=_both(entry, "plain", rules),
        more=_both(entry, "more", rules),
        formulas=tuple(filled(formula, rules) for formula in entry.get("formulas", ())),
        symbols=_both(entry, "symbols", rules),
        assumptions=_both(entry, "assumptions", rules),
        functions=tuple(described(path) for path in paths),
        constants=tuple(constant(path) for path in _constants(entry, paths)),
        measures=tuple(measure for measure in KINDS if _takes_part(paths, measure)),
        is_used=not lineage.reached(lineage.used_by_answers()).isdisjoint(paths),
    )


def _constants(entry: Mapping[str, Any], paths: tuple[str, ...]) -> tuple[str, ...]:
    """What the functions rest on, then what only our words name."""
    found = lineage.constants_of(paths)
    return found + tuple(path for path in dict.fromkeys(named(entry)) if path not in found)


def named(entry: Mapping[str, Any]) -> tuple[str, ...]:
    """The constants that an entry's words and formulas fill in, by path; the build's rules are not among them."""
    told = [part for each in entry.values() for part in (each if isinstance(each, list) else [each])]
    names = [found.group(1) for text in told for found in _TOKEN.finditer(str(text))]
    return tuple(name if "." in name else f"constants.{name}" for name in names if not name.startswith("rule."))


def _takes_part(paths: tuple[str, ...], measure: str) -> bool:
    made_by = [path for found in lineage.of_measure(measure).values() for path in found]
    return not lineage.reached(made_by).isdisjoint(paths)


def of_measure(measure: str) -> tuple[tuple[str, str], ...]:
    """(role, method id) for what makes a measure's numbers; each method once, under its first role."""
    named: dict[str, str] = {}
    for role, paths in lineage.of_measure(measure).items():
        for entry in entries():
            if not set(paths).isdisjoint(entry["functions"]):
                named.setdefault(entry["id"], role)
    return tuple((role, method) for method, role in named.items())


def verdicts(rules: Mapping[str, float]) -> tuple[HowDecided, ...]:
    """The closed vocabulary in its order, each word with when it is said."""
    return tuple(
        HowDecided(family, code, _both(each, "how", rules))
        for family, codes in texts("verdicts").items()
        for code, each in codes.items()
    )


def described(path: str) -> Described:
    """A statistic's docstring, taken apart: question, body, source, example."""
    told, _, example = lineage.words(path).partition(">>>")
    source = _SOURCE.search(told)
    head, _, rest = told.partition("\n\n")
    body = _SOURCE.sub("", rest)
    return Described(
        path=path,
        question=_one_line(_SOURCE.sub("", head)),
        body=_one_line(body),
        source=_one_line(source.group(1)) if source else "",
        example=f">>>{example}".strip() if example else "",
    )


def constant(path: str) -> Constant:
    """A named number with its value now, its Chinese meaning, and the code's own words."""
    name = path.removeprefix("constants.")
    english = lineage.words(path)
    return Constant(name, written(lineage.value(path)), (texts("constants").get(name, english), english))


def written(value: Any, form: str = "", between: str = ", ") -> str:
    """A constant as a person reads it: 0.75, 1/3, 10,000, 30, 90, 180; with ``form`` pct 95%."""
    if isinstance(value, Mapping):
        return "; ".join(f"{written(key)}: {written(each)}" for key, each in value.items())
    if isinstance(value, tuple | list):
        return between.join(written(each) for each in value)
    if form == "pct":
        return f"{100 * float(value):g}%"
    if isinstance(value, bool) or not isinstance(value, int | float):
        return str(value)
    if isinstance(value, int):
        return f"{value:,}"
    simple = Fraction(value).limit_denominator(12)
    is_endless = round(value, 6) != value and float(simple) == value
    return str(simple) if is_endless else f"{value:,.6g}"


def filled(text: str, rules: Mapping[str, float], between: str = ", ") -> str:
    """``text`` with every «NAME» replaced by its number now; KeyError or AttributeError for an unknown one."""

    def number(found: re.Match[str]) -> str:
        name, key, form = found.groups()
        if name.startswith("rule."):
            return written(rules[name.removeprefix("rule.")], form)
        value = lineage.value(name if "." in name else f"constants.{name}")
        return written(value[int(key)] if key else value, form, between)

    return _TOKEN.sub(number, text)


def _both(entry: Mapping[str, Any], name: str, rules: Mapping[str, float]) -> Names:
    return filled(entry.get(name, ""), rules, "、"), filled(entry.get(f"{name}_en", ""), rules)


def _one_line(text: str) -> str:
    return " ".join(text.split())
