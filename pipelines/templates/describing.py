"""The description that reads a template, as text a person can change."""

from __future__ import annotations

from collections.abc import Sequence

from pipelines.descriptions.writing import toml
from pipelines.raw import PARENT
from pipelines.templates.fields import OVERALL, REASONS, RECOMMEND, Field

_SURVEY = f"""
[survey]
id = "survey"                              # your own short id, the same in every export of this survey
name = "客户调查"
name_en = "Customer survey"

[recommend]
column = {toml(RECOMMEND.name)}

[[ratings]]                                # once for each touchpoint that is rated
column = {toml(OVERALL.name)}
touchpoint = "overall"
kind = "satisfaction"
minimum = {OVERALL.minimum}
maximum = {OVERALL.maximum}

[[choices]]
question = {toml(REASONS.name)}
kind = "multiple"
column = {toml(REASONS.name)}
joiner = "┋"
"""


def description(table: str, fields: Sequence[Field]) -> str:
    """The TOML; it reads the workbook's first sheet and the CSV alike."""
    lines = [
        f"table = {toml(table)}",
        'name = "template"',
        'reload = "append"                          # or authoritative: what the file lacks is retired',
        "",
        "[file]",
        'layout = "plain"',
        f"files = {toml(f'{table}-template*')}",
        f"sheet = {toml(table)}",
    ]
    if table == PARENT:
        lines.append(_SURVEY.rstrip())
    for field in fields:
        if not field.is_question:
            lines += ["", f"[columns.{field.name}]", f"column = {toml(field.name)}"]
    return "\n".join(lines) + "\n"
