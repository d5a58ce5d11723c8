"""Which model runs on Spark and which in DuckDB, derived from what each one reads.

A model whose rows or work grow with the answers of surveys runs on Spark: it reads a table that grows, and grows itself
unless it stands in BOUNDED. So a new model is right before anybody has thought about it here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from pipelines import models
from pipelines.raw import CHILDREN, PARENT
from pipelines.spark import dialect

ANSWERS = (f"raw_{PARENT}", *(f"raw_{child}" for child in CHILDREN), f"retired_{PARENT}")
"""The raw tables that grow to hundreds of millions of rows; units, complaints, suggestions and targets do not."""
BOUNDED = frozenset(
    {
        "stg_link",
        "core_reach",
        "core_place",
        "core_pace",
        "fct_matter",
        "survey_overlap",
        "dim_survey",
        "dim_journey",
        "dim_touchpoint",
        "dim_scale",
        "dim_index_node",
        "dim_member",
        "mart_volume_day",
        "mart_please_check",
        "mart_load",
        "core_question",
        "core_span",
    }
)
"""Models that read answers and hold a row per unit, survey, question, day, load or matter: small, as what reads it."""
IN_DUCKDB: Mapping[str, str] = {
    "stg_link": "a view over a few reviewed links and the first day of each description's answers",
    "mart_break": "writes scales as DuckDB's format does, over one dimension of a mart that the build holds anyway",
}
"""Models that read what grows and are made in DuckDB nonetheless, and why."""


@dataclass(frozen=True, slots=True)
class Step:
    """One model: where it is made, why there, and which tables that grow it reads."""

    folder: str
    name: str
    is_on_spark: bool
    reason: str


@cache
def steps() -> Mapping[str, Step]:
    """Every model by name, in the order in which they are made. A view of staging is one in both engines."""
    growing = set(ANSWERS)
    planned = {}
    for folder, name in models.models():
        read = sorted(dialect.tables(models.statement(folder, name)) & growing)
        if read and name not in BOUNDED:
            growing.add(name)
        if folder == "views":
            reason = "a view for whoever reads the build"
        elif name in IN_DUCKDB:
            reason = IN_DUCKDB[name]
        elif read:
            reason = f"reads {', '.join(read)}"
        else:
            reason = "reads nothing that grows with the answers"
        is_on_spark = bool(read) and folder != "views" and name not in IN_DUCKDB
        planned[name] = Step(folder, name, is_on_spark, reason)
    return planned
