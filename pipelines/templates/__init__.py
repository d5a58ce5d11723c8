"""Writes a ready XLSX, CSV and description for every canonical table; imports ``contracts`` and ``descriptions``.

    units-template.xlsx   a sheet named as the table: headers, one invented row, lists of allowed values, checked
                          numbers and dates, ids as text; a second sheet says in both languages what each column is
    units-template.csv    the same header and row, UTF-8 with a byte order mark, which spreadsheets open correctly
    units-template.toml   the description that reads either of them

Ratings and choices belong to a response: the template of survey_responses has columns for them.
"""

from __future__ import annotations

import csv
from pathlib import Path

from pipelines.contracts import CONTRACTS
from pipelines.raw import CHILDREN, PARENT
from pipelines.refusals import Refusal, WrongCall, said
from pipelines.templates.describing import description
from pipelines.templates.fields import Field, fields
from pipelines.templates.sheets import write_workbook

__all__ = ["Field", "fields", "template", "templates"]


def templates(table: str, folder: Path) -> tuple[Path, ...]:
    """The template of one table, or of every table for ``all``; the files written, in order."""
    if table == "all":
        return tuple(path for name in CONTRACTS if name not in CHILDREN for path in template(name, folder))
    return template(table, folder)


def template(table: str, folder: Path) -> tuple[Path, ...]:
    """Write XLSX, CSV and TOML of one table into a folder, which is made; WrongCall where there is no such table."""
    if table not in CONTRACTS:
        raise WrongCall(
            Refusal(
                said("no table is called {table}", table=repr(table)),
                "template",
                said("all, or one of {names}", names=", ".join(CONTRACTS)),
                said("name one"),
            )
        )
    table = PARENT if table in CHILDREN else table
    try:
        folder.mkdir(parents=True, exist_ok=True)
        paths = tuple(folder / f"{table}-template.{ending}" for ending in ("xlsx", "csv", "toml"))
        found = fields(table)
        write_workbook(paths[0], CONTRACTS[table], found)
        with paths[1].open("w", encoding="utf-8-sig", newline="") as file:
            csv.writer(file).writerows([[field.name for field in found], [field.written for field in found]])
        paths[2].write_text(description(table, found), encoding="utf-8")
    except OSError as error:
        raise WrongCall(
            Refusal(
                found=said("a folder that cannot be written ({strerror})", strerror=error.strerror),
                where=str(folder),
                expected=said("a folder where files may be written"),
                what_to_do=said("name another folder with --out"),
            )
        ) from error
    return paths
