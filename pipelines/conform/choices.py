"""Choices: which options of a question a response chose, from joined answers, codes, or one column per option."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from pipelines import cells
from pipelines.descriptions import Choice
from pipelines.readers import Export

_OTHER = re.compile(r"(.*?)〖(.*)〗", re.DOTALL)
_CHOSEN = frozenset({"1", "true", "yes", "是", "√", "选中"})
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
    """0/1 or a rank in a column per option; a response with no value in any of them was not asked."""
    options = found.options or {}
    is_ranking = found.choice.kind == "ranking"
    frames: list[pd.DataFrame] = []
    answered = chunk[list(options)].notna().any(axis=1)
    for column, option in options.items():
        texts = chunk.loc[answered, column]
        codes = texts.map(lambda text: cells.code(text).lower(), na_action="ignore")
        if is_ranking:
            rank = pd.to_numeric(codes.where(codes.str.fullmatch("[1-9][0-9]?", na=False)), errors="coerce")
            chosen = rank.notna()
        else:
            rank = pd.Series(pd.NA, index=texts.index)
            chosen = codes.isin(_CHOSEN)
        frames.append(
            pd.DataFrame(
                {
                    "option_name": pd.Series(option, index=texts.index, dtype="str"),
                    "was_selected": chosen.astype("boolean"),
                    "rank": rank.astype("Int64"),
                    "other_text": pd.Series(None, index=texts.index, dtype="str"),
                }
            )
        )
    return pd.concat(frames)


def _from_joined(chunk: pd.DataFrame, found: ChoiceColumns) -> pd.DataFrame:
    """Answers in one cell, split at the joiner; codes become options; 〖…〗 is what was written."""
    choice = found.choice
    answers = chunk[found.column].dropna()
    parts = answers.str.split(choice.joiner, regex=False) if choice.joiner else answers.map(lambda text: [text])
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
