"""Runs the SQL of ``sql/``: staging, core and marts in order, then the checks; knows the files, not what they say."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import duckdb

from pipelines.toml_files import REFERENCE

SQL = Path(__file__).resolve().parent / "sql"

MACROS = ("recorded",)
LEFT_OUT = ("core_left_out",)
"""Made from the raw tables before all others: staging leaves out what it names."""
STAGING = (
    "stg_unit_stay",
    "stg_label",
    "stg_journey",
    "stg_touchpoint",
    "stg_survey",
    "stg_response",
    "stg_rating",
    "stg_choice",
    "stg_invitation",
    "stg_complaint",
    "stg_exposure",
    "stg_suggestion",
    "stg_suggestion_event",
    "stg_target",
    "stg_event",
    "stg_contact",
    "stg_complaint_event",
    "stg_complaint_count",
    "stg_inspection",
    "stg_activity",
    "stg_journey_event",
    "stg_unit_attribute",
    "stg_answering",
    "stg_response_history",
    "stg_link",
    "stg_narrative",
)
CORE = (
    "core_reach",
    "build_info",
    "core_unit_stay",
    "core_chain",
    "core_placement",
    "dim_placement",
    "bridge_placement_ancestor",
    "dim_unit",
    "dim_unit_name",
    "dim_unit_attribute",
    "core_place",
    "dim_node",
    "bridge_placement_node",
    "core_repeat",
    "fct_response",
    "fct_rating",
    "fct_choice",
    "core_complaint_first",
    "fct_complaint",
    "fct_suggestion",
    "fct_contact",
    "fct_complaint_event",
    "fct_complaint_count",
    "fct_counted_complaint",
    "fct_inspection",
    "core_due",
    "dim_due",
    "core_complaint_step",
    "core_complaint_round",
    "core_complaint_stop",
    "core_complaint_span",
    "core_complaint_limit",
    "fct_complaint_clock",
    "fct_complaint_wait",
    "fct_complaint_after",
    "fct_activity",
    "fct_journey_event",
    "fct_matter",
    "verbatim",
    "core_pace",
    "core_sameness",
    "survey_overlap",
    "dim_survey",
    "dim_journey",
    "dim_touchpoint",
    "fct_pain",
    "dim_scale",
    "dim_index_node",
    "dim_member",
)
MARTS = (
    "mart_response_month",
    "mart_rating_month",
    "mart_response_node",
    "mart_rating_node",
    "mart_response_day",
    "mart_rating_day",
    "mart_pain_pair",
    "mart_pain_score",
    "mart_driver_quarter",
    "mart_invitation_month",
    "mart_complaint_month",
    "mart_complaint_about",
    "mart_complaint_flow",
    "mart_complaint_wait",
    "mart_complaint_after",
    "mart_complaint_fault",
    "mart_count_aside",
    "mart_contact_month",
    "mart_complaint_score",
    "mart_exposure_month",
    "mart_suggestion_flow",
    "mart_suggestion_effect",
    "mart_inspection_month",
    "mart_journey_flow",
    "mart_review_flow",
    "mart_education_day",
    "mart_answer_flow",
    "mart_target",
    "mart_event",
    "mart_quality_month",
    "mart_volume_day",
    "mart_please_check",
    "mart_load",
    "mart_refusal",
    "mart_break",
    "mart_document",
    "mart_word",
    "mart_word_document",
    "mart_theme",
    "mart_theme_document",
    "mart_span",
    "mart_grain",
    "mart_class",
)
TEXTS = "mart_document"
"""Once it is made its texts are segmented (pipelines.text); the marts behind it read what that found."""
GRAINS = MARTS[-3:]
"""The marts that are made last, of what the others count."""
VIEWS = ("view_score", "view_complaint", "view_suggestion")
"""What a person may read with a tool of their own, described like the marts, under the rules that the pages follow."""
FAMILY = (
    "core_node_above",
    "core_question",
    "core_span",
    "core_answered",
    "core_counted",
    "core_shown_ever",
    "core_atom_ever",
    "core_shown_year",
    "core_atom_year",
    "core_shown_quarter",
    "core_shown_month",
    "core_shown_step",
    "core_class",
    "core_cut_answered",
    "core_cut_node",
    "core_cut_cell",
    "core_cut_atom",
    "core_cut_kept",
    "core_cut_shown",
)
"""What may be shown by itself, worked out from the counts of the marts; only what comes out stays in the build."""
STEPS: Mapping[str, Mapping[str, str]] = {
    "year": {"coarser": "ever", "within": "year", "rows": "ever"},
    "quarter": {"coarser": "year", "within": "year", "rows": "year"},
    "month": {"coarser": "quarter", "within": "quarter", "rows": "year"},
}
"""The steps for which core_shown and core_atom are made, and what each builds on."""

MEASURE_COLUMNS: Mapping[str, str] = {
    "measure": "varchar",
    "name": "varchar",
    "name_en": "varchar",
    "definition": "varchar",
    "definition_en": "varchar",
    "formula": "varchar",
    "unit": "varchar",
    "decimals": "integer",
    "is_higher_better": "boolean",
    "base_of": "varchar",
    "base_label": "varchar",
    "base_label_en": "varchar",
    "interval_rule": "varchar",
    "owner": "varchar",
    "reviewed_on": "date",
    "sort_order": "integer",
}
"""What the register says of a measure, with its SQL type: its own id and place, and every key of its entry."""

Run = Callable[[duckdb.DuckDBPyConnection, str, str], None]
"""Makes one model, named by folder and name, in a build: ``run``, or another engine's."""

_WORD = re.compile(r"[a-z][a-z0-9_]*")
_COMMENT = re.compile(r"--[^\n]*")


class BrokenBuild(RuntimeError):
    """A build that contradicts itself. It is never served; the fault is the project's, not the input's."""


@dataclass(frozen=True, slots=True)
class CheckResult:
    """One check that found rows which must not exist; ``rows`` are the first of them, as text."""

    check: str
    rows: tuple[str, ...]


def source(folder: str, name: str) -> Path:
    """The file a model is made from; some files are written for every step and stand for several models."""
    path = SQL / folder / f"{name}.sql"
    stem, _, step = name.rpartition("_")
    return SQL / folder / f"{stem}.sql" if step in STEPS and not path.exists() else path


@cache
def statement(folder: str, name: str) -> str:
    """The SQL of a model, without a closing semicolon; where it is written for every step, filled in for this one.

    Read once in a process: what ships does not change under a programme that runs.
    """
    path = source(folder, name)
    text = path.read_text(encoding="utf-8").strip().rstrip(";")
    if path.stem != name:
        step = name.removeprefix(path.stem + "_")
        for blank, word in {"period": step, **STEPS[step]}.items():
            text = text.replace(f"{{{blank}}}", word)
    return text


@cache
def reads(folder: str, name: str) -> frozenset[str]:
    """Every table or view that a model's SQL names, and perhaps more: a name that stands there as anything else."""
    return frozenset(_WORD.findall(_COMMENT.sub("", statement(folder, name)))) - {name}


def run(connection: duckdb.DuckDBPyConnection, folder: str, name: str) -> None:
    """Make one model: staging as a view over the raw tables, views as such, what the grains are worked out from for as
    long as the build is made, everything else as a table."""
    kind = "view" if folder in ("staging", "views") else "temp table" if name in FAMILY else "table"
    connection.execute(f"create or replace {kind} {name} as\n{statement(folder, name)}")


def models() -> tuple[tuple[str, str], ...]:
    """Every model as (folder, name), in the order in which they are made."""
    return tuple(
        (folder, name)
        for folder, names in (
            ("core", LEFT_OUT),
            ("staging", STAGING),
            ("core", CORE),
            ("marts", MARTS[: -len(GRAINS)]),
            ("core", FAMILY),
            ("marts", GRAINS),
            ("views", VIEWS),
        )
        for name in names
    )


def run_macros(connection: duckdb.DuckDBPyConnection) -> None:
    for name in MACROS:
        connection.execute(statement("macros", name))


@cache
def check_names() -> tuple[str, ...]:
    return tuple(sorted(path.stem for path in (SQL / "checks").glob("*.sql")))


def check(
    connection: duckdb.DuckDBPyConnection,
    changed: frozenset[str] | None = None,
    sample: int = 3,
    places: Callable[[str], Iterable[AbstractContextManager[None]]] = lambda _: (nullcontext(),),
) -> tuple[CheckResult, ...]:
    """The checks that fail: each selects rows that must not exist. None: the build does not contradict itself.

    ``changed`` leaves out the checks that read none of these tables; they held when those were made. ``places``
    says what the names of a check's SQL mean in turn, where they do not mean whole tables.
    """
    failed = []
    for name in check_names():
        if changed is not None and not reads("checks", name) & changed:
            continue
        query = f"select * from ({statement('checks', name)}) limit {sample}"  # noqa: S608
        rows = []
        for place in places(name):
            with place:
                rows += connection.execute(query).fetchall()
        if rows:
            failed.append(CheckResult(name, tuple(map(str, rows))))
    return tuple(failed)


def run_registers(connection: duckdb.DuckDBPyConnection, folder: Path = REFERENCE) -> None:
    """Copy what was in force into the build: measures, base rules and the meaning of every mart's columns."""
    columns = ", ".join(f"{name} {kind}" for name, kind in MEASURE_COLUMNS.items())
    connection.execute(f"create or replace table reg_measure ({columns})")
    measures = _toml(folder / "measures.toml")
    insert_rows(
        connection,
        "reg_measure",
        [
            [{"measure": name, **entry, "sort_order": place}[column] for column in MEASURE_COLUMNS]
            for place, (name, entry) in enumerate(measures.items())
        ],
    )
    connection.execute("create or replace table reg_rule (name varchar, value double)")
    insert_rows(connection, "reg_rule", list(_toml(folder / "rules.toml").items()))
    connection.execute(
        """create or replace table reg_column (
            table_name varchar, column_name varchar, type varchar, meaning varchar, meaning_zh varchar)"""
    )
    insert_rows(
        connection,
        "reg_column",
        [
            (table, name, column["type"], column["meaning"], column["meaning_zh"])
            for table in (*MARTS, *VIEWS)
            for name, column in described(table).items()
        ],
    )


def insert_rows(connection: duckdb.DuckDBPyConnection, table: str, rows: Sequence[Sequence[Any]]) -> None:
    """Rows into a table, column by column in one statement: as many statements as rows take seconds of every build."""
    columns = [list(column) for column in zip(*rows, strict=True)]
    if columns:
        connection.execute(f"insert into {table} select {', '.join('unnest(?)' for _ in columns)}", columns)


def rule(name: str) -> float:
    """A base rule that building itself follows; the same value is copied into every build."""
    return float(_toml(REFERENCE / "rules.toml")[name])


def described(table: str) -> Mapping[str, Mapping[str, str]]:
    """The described columns of a mart or view, in order: name -> type, meaning, meaning_zh."""
    folder = "views" if table in VIEWS else "marts"
    columns: Mapping[str, Mapping[str, str]] = _toml(SQL / folder / f"{table}.toml")["columns"]
    return columns


@cache
def _toml(path: Path) -> Mapping[str, Any]:
    """A file that ships, read once in a process; not to be changed by the caller."""
    return tomllib.loads(path.read_text(encoding="utf-8"))
