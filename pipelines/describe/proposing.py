"""Puts a proposal together: the file looked at, its table, its columns, its questions, then what a person decided."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pipelines.contracts import CONTRACTS, Column, Contract
from pipelines.describe.banks import Held
from pipelines.describe.dates import dated
from pipelines.describe.fitting import Match
from pipelines.describe.matching import matches
from pipelines.describe.model import ColumnSeen, Line, Option, Proposal, TableGuess, Why
from pipelines.describe.options import words_and_choices
from pipelines.describe.profiling import Looked, Profile, quote
from pipelines.describe.questions import Questions, questions
from pipelines.describe.tables import tables
from pipelines.describe.writing import ordered, section_of, written
from pipelines.descriptions import DescriptionError, load_description
from pipelines.privacy import is_personal, mask_text
from pipelines.raw import PARENT
from pipelines.refusals import Refusal

_NOT_NAME = re.compile(r"[^a-z0-9]+")
_MASKED = re.compile(r"\[[A-Z]+\]")
_RUN = re.compile(r"[\d_\-. ()（）]+$")
_DECIDED = Why("decided by you", "由您决定")


def propose(looked: Looked, held: Held, table: str | None, decisions: Mapping[str, Any]) -> Proposal:
    """The proposal for a file that was looked at; ``decisions``: path -> value, None takes a line away."""
    guesses = tables(looked, held)
    if table is not None:
        guesses = (TableGuess(table, "decided", _DECIDED), *(guess for guess in guesses if guess.table != table))
    chosen = guesses[0]
    contract = CONTRACTS[chosen.table]
    decided_columns = {
        path.split(".")[1]: value
        for path, value in decisions.items()
        if re.fullmatch(r"columns\.\w+\.column", path) and isinstance(value, str)
    }
    lines = [
        Line(
            "table",
            chosen.table,
            chosen.sureness,
            chosen.why,
            tuple(Option(guess.table, guess.why) for guess in guesses[1:]),
        ),
        *_head(looked, contract),
    ]
    found = matches(looked, contract, held, decided_columns)
    asked = Questions()
    if contract.table == PARENT:
        found, asked = _of_survey(looked, found, held, decided_columns)
        lines += _survey(looked)
    lines += asked.lines
    for name in contract.mappable:
        if name in found:
            lines += found[name].lines()
    taken = {line.path.split(".")[1] for line in lines if line.path.startswith("columns.")}
    lines += [
        _missing(looked, contract, column.name)
        for column in contract.columns.values()
        if column.required and not column.derived and column.name not in taken and column.name != contract.identity
    ]
    lines = list(ordered(_decided(lines, decisions)))
    name = next((str(line.value) for line in lines if line.path == "name"), looked.path.stem)
    text = written(lines, asked.notes)
    return Proposal(
        file=quote(looked.path.name),
        table=contract.table,
        name=name,
        layout=looked.layout,
        layout_why=looked.why,
        rows=looked.rows,
        is_sample=looked.is_sample,
        lines=tuple(lines),
        tables=guesses,
        columns=_seen(looked, lines),
        notes=tuple(asked.notes),
        toml=text,
        errors=_faults(text, name),
    )


def _of_survey(
    looked: Looked, found: dict[str, Match], held: Held, decided: Mapping[str, str]
) -> tuple[dict[str, Match], Questions]:
    """Columns called so exactly go first, then questions, then columns that a word speaks for, then the rest."""
    surest = {name: match for name, match in found.items() if match.strength >= 1.0 or name in decided}
    used = {match.profile.column for match in surest.values()}
    free = [one for one in looked.profiles if one.column not in used and one.filled]
    asked = questions(looked, free, held)
    kept = {name: match for name, match in found.items() if name in surest or match.profile.column not in asked.used}
    used = {match.profile.column for match in kept.values()} | asked.used
    if "verbatim" not in kept:
        words_and_choices([one for one in looked.profiles if one.column not in used and one.filled], asked)
    return kept, asked


def _head(looked: Looked, contract: Contract) -> list[Line]:
    name = _name(looked.path.stem)
    pattern = _pattern(looked.path)
    by_file = Why("after the file's name", "取自文件名")
    is_whole = contract.table in ("units", "labels", "journeys", "touchpoints", "targets", "events", "unit_attributes")
    reload = Why(
        "a list that is usually handed over whole, but rows are only retired where you say so"
        if is_whole
        else "rows are added, an id seen again is replaced; authoritative only where every export holds everything",
        "这类名册通常整份提供，但只有您指明时才会移除旧行"
        if is_whole
        else "新行追加，同编号替换；仅当每次导出都是全量时才选 authoritative",
    )
    lines = [
        Line("name", name, "guess", by_file),
        Line(
            "reload",
            "append",
            "guess",
            reload,
            (
                Option("append", Why("add and replace", "追加并替换")),
                Option(
                    "authoritative",
                    Why("the file holds everything: what it lacks is retired", "全量：文件中没有的行移除"),
                ),
            ),
        ),
        Line("file.layout", looked.layout, "sure", Why(looked.why, f"按表头识别：{looked.why}")),
        Line("file.files", pattern, "guess", Why("files called like this one", "与此文件同名式样的文件")),
    ]
    if looked.answers in ("text", "codes"):
        lines.append(
            Line(
                "file.answers",
                "auto",
                "sure",
                Why(f"this file shows it: {looked.answers}", f"文件自身可见：{looked.answers}"),
            )
        )
    return lines


def _survey(looked: Looked) -> list[Line]:
    stem = quote(looked.path.stem)
    why = Why(
        "after the file's name: give the id that every export of this survey shall have",
        "取自文件名：同一问卷的各次导出应使用同一编号",
    )
    return [
        Line("survey.id", _name(_RUN.sub("", looked.path.stem) or looked.path.stem), "guess", why),
        Line("survey.name", stem, "guess", Why("after the file's name", "取自文件名")),
    ]


def _missing(looked: Looked, contract: Contract, name: str) -> Line:
    column = contract.columns[name]
    empty = [one.column for one in looked.profiles if not one.filled]
    own = [one for one in empty if one in ("提交答卷时间",) or name in one.lower()]
    more = f"; {own[0]!r} is empty in all rows" if own else ""
    more_zh = f"；“{own[0]}”全部为空" if own else ""
    options = tuple(
        Option(one.column, Why(f"it holds {one.holds().en}", one.holds().zh))
        for one in looked.profiles
        if one.filled and _might_be(one, column)
    )[:8]
    return Line(
        f"columns.{name}.column",
        None,
        "undecided",
        Why(
            f"{column.meaning}: required, and no column looks like it{more}; name one, or give a constant",
            f"{column.meaning_zh}：必填，未找到相应的列{more_zh}；请指定列，或给出常量",
        ),
        options,
    )


def _might_be(profile: Profile, column: Column) -> bool:
    """Whether a person might choose this column where none was found."""
    if column.type in ("date", "timestamp", "month"):
        return dated(profile, column.type) is not None
    return column.type == "text" or profile.number_share > 0.5


def _decided(lines: list[Line], decisions: Mapping[str, Any]) -> list[Line]:
    """The lines with what a person decided: replaced, added, or taken away with all below."""
    kept = list(lines)
    for path, value in decisions.items():
        if path == "table" or (path.startswith("file.") and value is None):
            continue
        if value is None:
            kept = [line for line in kept if line.path != path and not line.path.startswith(f"{path}.")]
            continue
        fresh = Line(path, value, "decided", _DECIDED)
        places = [place for place, line in enumerate(kept) if line.path == path]
        rivals = {
            "column": ("columns", "constant"),
            "columns": ("column", "constant"),
            "constant": ("column", "columns"),
        }
        *section, setting = path.split(".")
        if section and section[0] == "columns" and setting in rivals:
            against = {".".join([*section, rival]) for rival in rivals[setting]}
            kept = [line for line in kept if line.path not in against]
            if setting == "constant":
                form = {".".join([*section, one]) for one in ("format", "constants", "values")} - decisions.keys()
                kept = [line for line in kept if line.path not in form]
            places = [place for place, line in enumerate(kept) if line.path == path]
        if places:
            old = kept[places[0]]
            kept[places[0]] = Line(path, value, "decided", _DECIDED, old.choices, old.columns)
        else:
            inside = [place for place, line in enumerate(kept) if section_of(line.path) == section_of(path)]
            kept.insert(inside[-1] + 1 if inside else len(kept), fresh)
    return kept


def _seen(looked: Looked, lines: list[Line]) -> tuple[ColumnSeen, ...]:
    return tuple(
        ColumnSeen(
            column=one.column,
            header=quote(one.question or one.header),
            filled=one.filled,
            distinct=one.distinct,
            examples=tuple(one.examples),
            holds=one.holds(),
            used_by=tuple(
                line.path
                for line in lines
                if one.column in line.columns and line.path.split(".")[-1] in ("column", "columns")
            ),
        )
        for one in looked.profiles
    )


def _faults(text: str, name: str) -> tuple[Refusal, ...]:
    """What the loader says of the description, as of a file of its name."""
    with tempfile.TemporaryDirectory(prefix="huiyin-describe-") as folder:
        path = Path(folder) / "description.toml"
        path.write_text(text, encoding="utf-8")
        try:
            load_description(path)
        except DescriptionError as error:
            return tuple(
                Refusal(one.found, one.where.replace(str(path), f"{name}.toml"), one.expected, one.what_to_do)
                for one in error.refusals
            )
    return ()


def _name(stem: str) -> str:
    """A file's name as an id: of whom it is about, no more than that it is about somebody."""
    return _NOT_NAME.sub("_", mask_text(stem).lower()).strip("_")[:60] or "export"


def _pattern(path: Path) -> str:
    """Names of later exports: the same but for a number or a day at the end."""
    stem = _RUN.sub("", path.stem)
    whole = f"{stem}*{path.suffix}" if stem else path.name
    if is_personal(whole):  # of whom one file is about is no part of what later ones are called
        whole = _MASKED.sub("*", mask_text(whole))
    return whole.replace("[", "[[]")
