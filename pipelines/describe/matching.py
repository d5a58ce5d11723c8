"""Which column of a file fills which column of a table: each used once, the surest first."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from pipelines.contracts import Column, Contract
from pipelines.describe.banks import Held
from pipelines.describe.dates import dated
from pipelines.describe.fitting import DATED, FITS, Match, both, fitted
from pipelines.describe.model import Option, Why
from pipelines.describe.profiling import Looked, Profile, quote
from pipelines.describe.vocabulary import EXACT, called, holds, own_columns, plain, question_words

OTHERS_AT_MOST = 5
BETWEEN = "—"
"""Between a question and what stands under it, in the names that readers give to columns."""


def matches(looked: Looked, contract: Contract, held: Held, decided: Mapping[str, str]) -> dict[str, Match]:
    """The best column of the file for each canonical one, each used once; a decided one is taken as it is."""
    found: list[Match] = []
    for name in contract.mappable:
        column = contract.columns[name]
        if name in decided:
            profile = looked.of(decided[name])
            if profile is not None:
                why = Why("decided by you", "由您决定")
                match = fitted(column, profile, 2.0, why, contract, held, is_decided=True)
                found.append(match or Match(column, profile, 2.0, "decided", why))
            continue
        for profile in looked.profiles:
            match = _match(looked, contract, column, profile, held)
            if match is not None:
                found.append(match)
    chosen: dict[str, Match] = {}
    used: set[str] = set()
    for match in sorted(found, key=lambda match: (-match.strength, match.profile.place)):
        if match.column.name not in chosen and match.profile.column not in used:
            chosen[match.column.name] = match
            used.add(match.profile.column)
    for name, match in chosen.items():
        others = [other for other in found if other.column.name == name and other.profile is not match.profile]
        others.sort(key=lambda other: -other.strength)
        chosen[name] = replace(
            match, others=tuple(Option(other.profile.column, other.why) for other in others[:OTHERS_AT_MOST])
        )
    _with_lonely_date(looked, contract, chosen, used)
    _with_unnamed_id(looked, contract, chosen, used)
    return {name: chosen[name] for name in contract.mappable if name in chosen}


def _match(looked: Looked, contract: Contract, column: Column, profile: Profile, held: Held) -> Match | None:
    own = own_columns(looked.layout).get(column.name, []) if contract.table == "survey_responses" else []
    for place, header in enumerate(own):
        if plain(profile.header) == plain(header) and profile.filled:
            why = Why(
                f"{looked.layout} writes this column itself, {profile.header!r}",
                f"{looked.layout} 的自带列“{profile.header}”",
            )
            return fitted(column, profile, 1.5 - place / 100, why, contract, held)
    strength, name = called(profile.header, contract.table, column.name)
    if not profile.filled:
        return None
    is_row_of_matrix = BETWEEN in profile.header
    if strength < EXACT and (is_row_of_matrix or holds(profile.header, question_words("personal"))):
        strength = 0.0
    if not strength:
        return _by_value(column, profile, contract, held)
    why = (
        Why(f"the header is {quote(profile.header)!r}", f"表头为“{quote(profile.header)}”")
        if strength == EXACT
        else Why(f"the header {quote(profile.header)!r} holds {name!r}", f"表头“{quote(profile.header)}”含“{name}”")
    )
    return fitted(column, profile, strength, why, contract, held)


def _by_value(column: Column, profile: Profile, contract: Contract, held: Held) -> Match | None:
    """A column whose values are the bank's own units, whatever it is called."""
    ids = held.ids(column.references)
    if column.references != "units" or not ids or profile.distinct < 2:
        return None
    share = profile.share(lambda text: text in ids)
    if share < FITS:
        return None
    why = Why("no header says so", "表头未说明")
    return fitted(column, profile, 0.5, why, contract, held)


def _with_lonely_date(looked: Looked, contract: Contract, chosen: dict[str, Match], used: set[str]) -> None:
    """A required date that no header names: the only column of dates, as a guess."""
    for column in contract.columns.values():
        if column.type not in DATED or not column.required or column.derived or column.name in chosen:
            continue
        forms = {
            profile.column: form
            for profile in looked.profiles
            if profile.column not in used
            and profile.filled
            and (form := dated(profile, column.type)) is not None
            and "%Y" not in form.settings.values()
            and "constants" not in form.settings
            and form.settings.get("format") != "excel"
        }
        if len(forms) == 1:
            [(name, form)] = forms.items()
            profile = looked.of(name)
            if profile is not None:
                why = Why("the only column of dates that nothing else uses", "唯一未用的日期列")
                chosen[column.name] = Match(column, profile, 0.4, "guess", both(why, form.why), dated=form)
                used.add(name)


def _with_unnamed_id(looked: Looked, contract: Contract, chosen: dict[str, Match], used: set[str]) -> None:
    """An id that no header names: the first column, where every row has a value of its own."""
    identity = contract.identity
    if identity is None or identity in chosen or not looked.profiles:
        return
    profile = looked.profiles[0]
    if (
        profile.is_id
        and not profile.is_capped
        and profile.column not in used
        and profile.mean_characters <= 40
        and profile.rows > 1
    ):
        why = Why(
            f"the first column has a value of its own in each of {profile.rows:,} rows",
            f"第一列在 {profile.rows:,} 行中各不相同",
        )
        chosen[identity] = Match(contract.columns[identity], profile, 0.4, "guess", why)
        used.add(profile.column)
