"""What stands in a template: the columns of its contract, of a survey its questions too, and one invented row."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any

from pipelines.contracts import CONTRACTS, Column
from pipelines.raw import PARENT

YES_OR_NO = ("是", "否")

RECOMMEND = Column(
    "recommend",
    "integer",
    "How likely the customer is to recommend the bank, 0 to 10; empty where not answered",
    "推荐意愿，0–10 分；未答留空",
    minimum=0,
    maximum=10,
)
OVERALL = Column(
    "overall",
    "integer",
    "Overall satisfaction, 1 to 5; rename the column or add others for further touchpoints",
    "总体满意度，1–5 分；其他触点可照此加列",
    minimum=1,
    maximum=5,
)
REASONS = Column(
    "reasons",
    "text",
    "What the customer chose of several options, with ┋ between two",
    "多选题所选各项，以 ┋ 分隔",
)
QUESTIONS = (RECOMMEND, OVERALL, REASONS)
"""Of a survey, beside the columns of the contract."""


@dataclass(frozen=True, slots=True)
class Field:
    """One column of a template with its invented value; None stands for an empty cell."""

    column: Column
    value: str | int | float | bool | date | None

    @property
    def name(self) -> str:
        return self.column.name

    @property
    def is_question(self) -> bool:
        return self.column in QUESTIONS

    @property
    def written(self) -> str:
        """The value as a person types it."""
        if self.value is None:
            return ""
        if isinstance(self.value, bool):
            return YES_OR_NO[0] if self.value else YES_OR_NO[1]
        if isinstance(self.value, datetime):
            return f"{self.value:%Y-%m-%d %H:%M:%S}"
        if isinstance(self.value, date) and self.column.type == "month":
            return f"{self.value:%Y-%m}"
        return str(self.value)


def fields(table: str) -> tuple[Field, ...]:
    """The columns of a table's template, in order."""
    row = _examples()[table]
    contract = CONTRACTS[table]
    columns = [contract.columns[name] for name in contract.mappable]
    columns += QUESTIONS if table == PARENT else ()
    unknown = row.keys() - {column.name for column in columns}
    if unknown:
        raise ValueError(f"the invented row of {table} fills {', '.join(sorted(unknown))}, which it does not have")
    return tuple(Field(column, row.get(column.name)) for column in columns)


@cache
def _examples() -> Mapping[str, Mapping[str, Any]]:
    """The invented rows, by table; their ids agree, so that all templates load into one bank."""
    return tomllib.loads((Path(__file__).parent / "examples.toml").read_text(encoding="utf-8"))
