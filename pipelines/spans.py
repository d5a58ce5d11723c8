"""Whether spans of time end after they begin; a span that cannot be meant refuses the load whole."""

from __future__ import annotations

from collections.abc import Iterator

import duckdb

from pipelines.refusals import Refusal, said


def faults(connection: duckdb.DuckDBPyConnection) -> Iterator[Refusal]:
    """Every attribute of a unit in raw_unit_attributes that ends before it begins."""
    rows = connection.execute(
        """select unit_id, attribute, from_on, to_on, row_number from raw_unit_attributes
        where to_on < from_on order by unit_id, attribute, from_on"""
    ).fetchall()
    for unit_id, attribute, from_on, to_on, row_number in rows:
        yield Refusal(
            found=said(
                "attribute {attribute} of unit {unit_id} ends on {to_on}, before it begins on {from_on}",
                attribute=repr(attribute),
                unit_id=repr(unit_id),
                to_on=to_on,
                from_on=from_on,
            ),
            where=f"unit_attributes, row {row_number}, to_on",
            expected=said("a last day on or after the first; empty while it holds"),
            what_to_do=said("correct from_on or to_on"),
        )
