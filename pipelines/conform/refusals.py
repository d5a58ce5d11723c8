"""Gathers rows that are not taken, and values that are not, with everything a person needs to find and mend them."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from pipelines.privacy import mask

COLUMNS = ("row_number", "column_name", "value_masked", "reason", "expected")
LONGEST_QUOTE = 80


class Faults:
    """Faults of one chunk, one line each; a row with two faults has two lines."""

    def __init__(self) -> None:
        self._frames: list[pd.DataFrame] = []

    def add(
        self, rows: pd.Index, column_name: str, values: pd.Series | None, reasons: Sequence[str] | str, expected: str
    ) -> None:
        """``values`` are the export's own texts of these rows, in their order; they are masked before they are kept."""
        if len(rows) == 0:
            return
        quoted = (
            pd.Series([""] * len(rows), dtype="str") if values is None else values.fillna("").reset_index(drop=True)
        )
        # Masked whole and cut afterwards: a number cut in two would no longer be known for what it is.
        masked = mask(quoted.astype("str")).texts.str.slice(0, LONGEST_QUOTE)
        self._frames.append(
            pd.DataFrame(
                {
                    "row_number": rows.to_numpy(),
                    "column_name": pd.Series([column_name] * len(rows), dtype="str"),
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
