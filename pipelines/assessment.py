"""The yearly assessment 考核 1+1+1, dated rules, guide and key indicators: read, checked, copied into the build.

The shipped edition stands in ``data/reference/assessment.toml``; a bank's own ``config/assessment.toml`` takes its
place, whole. Marks and totals are made by the dashboard, from what it may show.
"""

from __future__ import annotations

import tomllib
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from itertools import combinations
from pathlib import Path
from typing import Any

import duckdb

from pipelines import toml_files
from pipelines.refusals import Refusal, Refused, Said, said

REGISTER = "assessment.toml"
SUBJECTS = ("unit", "line")
NOT_BY_LINE = frozenset({"response_rate", "inspection_pass_rate", "drop_off"})
"""Measures that are not known by line; the dashboard says the same of them, a test holds the two together."""
WHOLE_WEIGHT = 100
_HAIR = 1e-6
"""Weights like 33.3 are written in decimals; their sum is 100 but for so much."""
_EDITION: Mapping[str, type] = {
    "valid_from": date,
    "valid_to": date,
    "title": str,
    "title_en": str,
    "source": str,
    "rules": str,
    "rules_en": str,
    "guide": str,
    "guide_en": str,
    "indicator": list,
}
_EDITION_NEEDS = ("valid_from", "title", "source", "rules", "guide", "indicator")
_INDICATOR: Mapping[str, type | tuple[type, ...]] = {
    "measure": str,
    "of": str,
    "levels": list,
    "lines": list,
    "weight": (int, float),
    "no_marks_at": (int, float),
    "full_marks_from": (int, float),
}
_INDICATOR_NEEDS = ("measure", "of", "weight", "no_marks_at", "full_marks_from")
_KIND_NAMES: Mapping[type | tuple[type, ...], Said] = {
    date: said("a day without quotes, like 2026-01-01"),
    str: said("a text"),
    list: said("a list"),
    (int, float): said("a number"),
}
_RANGES: Mapping[str, tuple[float, float]] = {"pct": (0, 100), "per_10k": (0, 10_000)}


def write(connection: duckdb.DuckDBPyConnection, config: Path) -> None:
    """Make ``reg_assessment`` (one row per edition) and ``reg_assessment_indicator``. Refused lists every fault."""
    found, is_default = editions(config)
    connection.execute(
        """create or replace table reg_assessment (
            edition_from date, edition_to date, title varchar, title_en varchar, source varchar, rules varchar,
            rules_en varchar, guide varchar, guide_en varchar, is_default boolean)"""
    )
    connection.execute(
        """create or replace table reg_assessment_indicator (
            edition_from date, place integer, measure varchar, subject varchar, members varchar[], weight double,
            no_marks_at double, full_marks_from double)"""
    )
    for edition in found:
        begin = edition["valid_from"]
        told = [begin, edition.get("valid_to"), edition["title"], edition.get("title_en", edition["title"])]
        told += [edition["source"], edition["rules"], edition.get("rules_en", edition["rules"])]
        told += [edition["guide"], edition.get("guide_en", edition["guide"]), is_default]
        connection.execute("insert into reg_assessment values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", told)
        for place, each in enumerate(edition["indicator"], 1):
            row = [begin, place, each["measure"], each["of"], list(_members(each)), float(each["weight"])]
            row += [float(each["no_marks_at"]), float(each["full_marks_from"])]
            connection.execute("insert into reg_assessment_indicator values (?, ?, ?, ?, ?, ?, ?, ?)", row)


def editions(config: Path) -> tuple[tuple[dict[str, Any], ...], bool]:
    """(the editions in order of their first days, whether they are the shipped ones)"""
    own = config / REGISTER
    path = own if own.exists() else toml_files.REFERENCE / REGISTER
    given = toml_files.read(path).get("edition", [])
    measures = tomllib.loads((toml_files.REFERENCE / "measures.toml").read_text(encoding="utf-8"))
    faults = [
        fault
        for at, edition in enumerate(given, 1)
        for fault in _edition_faults(edition, f"{path}, edition {at}", measures)
    ]
    if not given:
        what_to_do = said("start from data/reference/assessment.toml")
        faults.append(Refusal(said("no edition"), str(path), said("at least one [[edition]]"), what_to_do))
    faults = faults or _overlaps(given, path)
    if faults:
        raise Refused(*faults)
    return tuple(sorted(given, key=lambda edition: edition["valid_from"])), not own.exists()


def _edition_faults(edition: Mapping[str, Any], where: str, measures: Mapping[str, Any]) -> Iterator[Refusal]:
    wrong = [*_shape(edition, where, _EDITION, _EDITION_NEEDS)]
    yield from wrong
    begin, end = edition.get("valid_from"), edition.get("valid_to")
    if type(begin) is date and type(end) is date and end < begin:
        found = said("valid_to = {end} before valid_from = {begin}", end=end, begin=begin)
        yield Refusal(found, where, said("a last day on or after the first"), said("correct one of the days"))
    indicators = edition.get("indicator")
    if not isinstance(indicators, list):
        return
    if not indicators:
        told = said("at least one [[edition.indicator]]")
        yield Refusal(said("no indicator"), where, told, said("add the key indicators"))
    sound: list[Mapping[str, Any]] = []
    for at, each in enumerate(indicators, 1):
        found_here = [*_indicator_faults(each, f"{where}, indicator {at}", measures)]
        yield from found_here
        if not found_here:
            sound.append(each)
    # what a package adds up to can only be told of whole ones
    if indicators and len(sound) == len(indicators):
        for subject in SUBJECTS:
            yield from _package_faults([each for each in sound if each["of"] == subject], subject, where)


def _shape(
    given: Mapping[str, Any],
    where: str,
    known: Mapping[str, Any],
    needs: Sequence[str],
) -> Iterator[Refusal]:
    """Keys that nobody knows, keys that are wanting, values of another kind, texts that are empty."""
    for name in sorted(given.keys() - known.keys()):
        expected = said("one of {choices}", choices=", ".join(known))
        yield Refusal(said("{name}", name=name), where, expected, said("correct or remove the line"))
    for name in needs:
        if name not in given or given[name] == "":
            yield Refusal(said("no {name}", name=name), where, said("a value for {name}", name=name), said("add it"))
    for name in known.keys() & given.keys():
        value, kind = given[name], known[name]
        # a truth value is a whole number to Python, and a moment a day
        is_right = isinstance(value, kind) and not isinstance(value, bool) and (kind is not date or type(value) is date)
        if not is_right:
            found = said("{name} = {given}", name=name, given=repr(value))
            yield Refusal(found, where, _KIND_NAMES[kind], said("correct the value"))


def _indicator_faults(each: Any, where: str, measures: Mapping[str, Any]) -> Iterator[Refusal]:
    if not isinstance(each, dict):
        yield Refusal(said("something else"), where, said("a table [[edition.indicator]]"), said("write it so"))
        return
    wrong = [*_shape(each, where, _INDICATOR, _INDICATOR_NEEDS)]
    yield from wrong
    if wrong:
        return
    correct = said("correct the value")
    if each["of"] not in SUBJECTS:
        expected = said("one of {choices}", choices=", ".join(SUBJECTS))
        yield Refusal(said("of = {given}", given=repr(each["of"])), where, expected, correct)
        return
    other = "lines" if each["of"] == "unit" else "levels"
    if other in each:
        found = said("{name} in an indicator of {subject}", name=other, subject=each["of"])
        expected = said("levels for units, lines for lines")
        yield Refusal(found, where, expected, said("correct or remove the line"))
    if any(not isinstance(member, str) or not member for member in _members(each)):
        yield Refusal(said("a level or line that is no text"), where, said("texts in a list"), correct)
    if not 0 < each["weight"] <= WHOLE_WEIGHT:
        found = said("weight = {weight}", weight=each["weight"])
        yield Refusal(found, where, said("a number above 0, up to {whole}", whole=WHOLE_WEIGHT), correct)
    yield from _scale_faults(each, where, measures)


def _scale_faults(each: Mapping[str, Any], where: str, measures: Mapping[str, Any]) -> Iterator[Refusal]:
    """A measure of the register with an interval, and a way from no marks to full marks that leads the right way."""
    name, none, full = each["measure"], each["no_marks_at"], each["full_marks_from"]
    usable = [key for key, entry in measures.items() if _is_usable(key, entry, each["of"])]
    if name not in usable:
        found = said("measure = {name}", name=repr(name))
        expected = said("one of {choices}", choices=", ".join(usable))
        what_to_do = said("choose a measure that has an interval and is known by {subject}", subject=each["of"])
        yield Refusal(found, where, expected, what_to_do)
        return
    entry = measures[name]
    least, most = _RANGES.get(entry["unit"], (-100, 100))
    for key, value in (("no_marks_at", none), ("full_marks_from", full)):
        if not least <= value <= most:
            found = said("{name} = {given}", name=key, given=value)
            yield Refusal(found, where, said("{least} to {most}", least=least, most=most), said("correct the value"))
    if none == full or (full > none) != entry["is_higher_better"]:
        found = said("no marks at {none} and full marks from {full}", none=none, full=full)
        better = said("full marks above no marks") if entry["is_higher_better"] else said("full marks below no marks")
        yield Refusal(found, where, better, said("{name} is better that way: correct the two", name=name))


def _is_usable(key: str, entry: Mapping[str, Any], subject: str) -> bool:
    is_combined = entry["base_of"] == "indicators"
    has_interval = entry["interval_rule"] != "none"
    return has_interval and not is_combined and (subject == "unit" or key not in NOT_BY_LINE)


def _package_faults(indicators: Sequence[Mapping[str, Any]], subject: str, where: str) -> Iterator[Refusal]:
    """For every level (line) that is named, and for those that are not: each measure once, weights that add up."""
    named = dict.fromkeys(member for each in indicators for member in _members(each))
    everywhere = [each for each in indicators if not _members(each)]
    packages: dict[str, list[Mapping[str, Any]]] = {
        str(member): [each for each in indicators if not _members(each) or member in _members(each)] for member in named
    }
    if everywhere:
        packages[""] = everywhere
    for member, package in packages.items():
        whom = said("every {subject}", subject=subject)
        if member:
            whom = said("{subject} {member}", subject=subject, member=repr(member))
        total = sum(each["weight"] for each in package)
        if abs(total - WHOLE_WEIGHT) > _HAIR:
            found = said("weights that add up to {total} for {whom}", total=f"{total:g}", whom=whom)
            what_to_do = said("correct the weights, or name levels or lines in every indicator")
            yield Refusal(found, where, said("weights that add up to 100"), what_to_do)
        for name, count in Counter(each["measure"] for each in package).items():
            if count > 1:
                found = said("{name} {count} times for {whom}", name=name, count=count, whom=whom)
                yield Refusal(found, where, said("each measure once"), said("keep one of them"))


def _members(indicator: Mapping[str, Any]) -> tuple[str, ...]:
    """The levels or lines an indicator is for; empty for all."""
    return tuple(indicator.get("levels" if indicator["of"] == "unit" else "lines", ()))


def _overlaps(given: Sequence[Mapping[str, Any]], path: Path) -> list[Refusal]:
    """Two editions that hold on the same day leave open by which is marked."""
    return [
        Refusal(
            said(
                "the editions from {first} and from {second} at the same time",
                first=a["valid_from"],
                second=b["valid_from"],
            ),
            str(path),
            said("one edition on each day"),
            said("give the older one a valid_to before the newer one's valid_from"),
        )
        for a, b in combinations(sorted(given, key=lambda each: each["valid_from"]), 2)
        if b["valid_from"] <= (a.get("valid_to") or date.max)
    ]
