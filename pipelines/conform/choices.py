"""Choices: which options of a question a response chose, from joined answers, codes, or one column per option."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from pipelines import cells
from pipelines.descriptions import BETWEEN, Choice
from pipelines.readers import Export

_OTHER = re.compile(r"(.*?)〖(.*)〗", re.DOTALL)
_WRITTEN = re.compile(r"〖[^〖〗]*〗")
_CHOSEN = frozenset({"1", "true", "yes", "y", "是", "√", "选中", "checked", "selected"})
_NOT_CHOSEN = frozenset({"0", "false", "no", "n", "n/a", "否", "未选", "未选中", "unchecked", "not selected", "off"})
_LETTER = re.compile(r"[^\W\d_]")
_STAND_IN = 0xE000
"""First of the characters that stand for an option with a joiner inside it, while a cell is split."""
_COLUMNS = ("question", "option_name", "was_selected", "rank", "other_text")


@dataclass(frozen=True, slots=True)
class ChoiceColumns:
    """Where a choice is found in one export: one column of joined answers, or a column for each option."""

    choice: Choice
    column: str | None = None
    options: Mapping[str, str] | None = None
    """Column -> option."""


def locate(choice: Choice, export: Export) -> ChoiceColumns | None:
    """The way in which this export tells the choice, or None where it tells neither."""
    if choice.named:
        named = {export.find(header): option for header, option in choice.named.items()}
        return None if None in named else ChoiceColumns(choice, options={str(name): named[name] for name in named})
    if choice.pattern is not None:
        before, after = choice.pattern.split("*")
        options = {
            column: cells.header(column[len(before) : len(column) - len(after)])
            for column in export.columns
            if column.startswith(before) and column.endswith(after) and len(column) > len(before) + len(after)
        }
        if options:
            return ChoiceColumns(choice, options=options)
    column = export.find(choice.column) if choice.column else None
    return ChoiceColumns(choice, column=column) if column is not None else None


def read_choice(chunk: pd.DataFrame, found: ChoiceColumns) -> pd.DataFrame:
    """One row per response that answered and option: question, option_name, was_selected, rank, other_text.

    Options not chosen are there where the export or the description names them. The index is the chunk's.
    """
    frame = _from_columns(chunk, found) if found.options is not None else _from_joined(chunk, found)
    return frame.assign(question=found.choice.question)[list(_COLUMNS)]


def _from_columns(chunk: pd.DataFrame, found: ChoiceColumns) -> pd.DataFrame:
    """0/1, the option's own words or a rank in a column per option; a response with no value in any was not asked.

    Words that are neither yes, no nor the option's own are what was written beside it.
    """
    options = found.options or {}
    is_ranking = found.choice.kind == "ranking"
    frames: list[pd.DataFrame] = []
    answered = chunk[list(options)].notna().any(axis=1)
    for column, option in options.items():
        texts = chunk.loc[answered, column]
        own = [cells.code(name).lower() for name in (option, column.rpartition(BETWEEN)[2].partition("#")[0])]
        written = pd.Series(None, index=texts.index, dtype="str")
        codes = texts.map(lambda text: cells.code(text).lower(), na_action="ignore").astype("str")
        if is_ranking:
            rank = pd.to_numeric(codes.where(codes.str.fullmatch("[1-9][0-9]?", na=False)), errors="coerce")
            chosen = rank.notna()
        else:
            rank = pd.Series(pd.NA, index=texts.index)
            is_written = codes.str.contains(_LETTER, na=False) & ~codes.isin([*_NOT_CHOSEN, *_CHOSEN, *own])
            chosen = codes.isin([*_CHOSEN, *own]) | is_written
            # What nobody sees would hide a number from masking.
            written = texts.where(is_written).map(cells.visible, na_action="ignore")
        frames.append(
            pd.DataFrame(
                {
                    "option_name": pd.Series(option, index=texts.index, dtype="str"),
                    "was_selected": chosen.astype("boolean"),
                    "rank": rank.astype("Int64"),
                    "other_text": written.astype("str"),
                }
            )
        )
    return pd.concat(frames)


def _from_joined(chunk: pd.DataFrame, found: ChoiceColumns) -> pd.DataFrame:
    """Answers in one cell, split at the joiner; codes become options; 〖…〗 is what was written."""
    choice = found.choice
    answers = chunk[found.column].dropna()
    whole = [name for name in {*choice.options.values()} if choice.joiner and choice.joiner.strip() in name]
    whole.sort(key=len, reverse=True)
    parts = answers.map(lambda text: _parts(text, choice.joiner, whole))
    place = parts.map(lambda options: list(range(1, len(options) + 1))).explode()
    long = pd.DataFrame({"part": parts.explode().astype("str"), "place": place.astype("Int64")})
    split = {part: _option(part, choice.options) for part in long["part"].unique()}
    long["option_name"] = long["part"].map({part: option for part, (option, _) in split.items()}).astype("str")
    long["other_text"] = long["part"].map({part: other for part, (_, other) in split.items()}).astype("str")
    long = long[long["option_name"] != ""].assign(was_selected=True)
    long["was_selected"] = long["was_selected"].astype("boolean")
    long["rank"] = long["place"] if choice.kind == "ranking" else pd.Series(pd.NA, index=long.index, dtype="Int64")
    chosen = long[["option_name", "was_selected", "rank", "other_text"]]
    # The same option twice in one cell is one choice.
    chosen = chosen[~chosen.assign(row=chosen.index)[["row", "option_name"]].duplicated().to_numpy()]
    if not choice.options:
        return chosen
    return pd.concat([chosen, _not_chosen(answers.index, chosen, tuple(dict.fromkeys(choice.options.values())))])


def _parts(text: str, joiner: str | None, whole: list[str]) -> list[str]:
    """The answers of one cell; an option that holds the joiner itself (``Cards, loans``) is not cut in two."""
    if not joiner:
        return [text]
    # what somebody wrote beside an option, and options that hold the joiner
    whole = [*_WRITTEN.findall(text), *whole]
    for place, name in enumerate(whole):
        text = text.replace(name, chr(_STAND_IN + place))
    parts = text.split(joiner)
    for place, name in enumerate(whole):
        parts = [part.replace(chr(_STAND_IN + place), name) for part in parts]
    return parts


def _option(part: str, options: Mapping[str, str]) -> tuple[str, str | None]:
    text = cells.header(part)
    other = _OTHER.fullmatch(text)
    name = other.group(1).strip() if other else text
    written = other.group(2).strip() if other else None
    return options.get(cells.code(name), name), written or None


def _not_chosen(rows: pd.Index, chosen: pd.DataFrame, options: tuple[str, ...]) -> pd.DataFrame:
    every = pd.MultiIndex.from_product([rows, options])
    taken = pd.MultiIndex.from_arrays([chosen.index, chosen["option_name"]])
    left = every.difference(taken, sort=False)
    index = pd.Index(left.get_level_values(0), name=rows.name)
    return pd.DataFrame(
        {
            "option_name": pd.Series(left.get_level_values(1), index=index, dtype="str"),
            "was_selected": pd.Series(False, index=index, dtype="boolean"),
            "rank": pd.Series(pd.NA, index=index, dtype="Int64"),
            "other_text": pd.Series(None, index=index, dtype="str"),
        }
    )
