"""Gathers rows that are not taken, and values that are not, with everything a person needs to find and mend them."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from pipelines import cells
from pipelines.privacy import mask, mask_text
from pipelines.refusals import Said, said

COLUMNS = ("row_number", "column_name", "value_masked", "reason", "expected")
LONGEST_QUOTE = 80
_WORDS = {
    "unknown_unit": said("an unknown unit"),
    "unknown_journey": said("an unknown journey"),
    "unknown_touchpoint": said("an unknown touchpoint"),
    "unreadable_date": said("an unreadable date"),
    "date_without_format": said("a date whose day and month cannot be told apart"),
    "unreadable_number": said("an unreadable number"),
    "unreadable_yes_or_no": said("neither yes nor no"),
    "out_of_range": said("out of range"),
    "not_allowed": said("not one of the known values"),
    "missing_value": said("a required value missing"),
    "digits_lost": said("an id that lost digits"),
    "ragged_row": said("more or fewer cells than headers"),
}


def in_words(reason: str) -> Said:
    """A reason by what it means; one that nobody named by its code."""
    return _WORDS.get(reason, Said(reason))


class Faults:
    """Faults of one chunk, one line each; a row with two faults has two lines."""

    def __init__(self) -> None:
        self._frames: list[pd.DataFrame] = []

    def add(
        self, rows: pd.Index, column_name: str, values: pd.Series | None, reasons: Sequence[str] | str, expected: str
    ) -> None:
        """``values`` are the export's own texts of these rows, in their order; they are masked before they are kept.

        So is the column's name: of a file without a header row it is somebody's cell.
        """
        if len(rows) == 0:
            return
        quoted = (
            pd.Series([""] * len(rows), dtype="str") if values is None else values.fillna("").reset_index(drop=True)
        )
        # Masked whole and cut afterwards: a number cut in two would no longer be known for what it is.
        masked = mask(quoted.astype("str").str.translate(cells.INVISIBLE)).texts.str.slice(0, LONGEST_QUOTE)
        self._frames.append(
            pd.DataFrame(
                {
                    "row_number": rows.to_numpy(),
                    "column_name": pd.Series([mask_text(column_name)] * len(rows), dtype="str"),
                    "value_masked": masked.to_numpy(),
                    "reason": [reasons] * len(rows) if isinstance(reasons, str) else list(reasons),
                    "expected": expected,
                }
            )
        )

    def frame(self) -> pd.DataFrame:
        """All of them by row number, with COLUMNS."""
        if not self._frames:
            empty = {name: pd.Series(dtype="int64" if name == "row_number" else "str") for name in COLUMNS}
            return pd.DataFrame(empty)
        return pd.concat(self._frames, ignore_index=True).sort_values("row_number", kind="stable", ignore_index=True)
