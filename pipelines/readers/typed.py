"""A cell of any kind of file as the text that a person would have typed into it."""

from __future__ import annotations

import datetime
from decimal import Decimal
from uuid import UUID

DIGITS_KEPT = 15
"""A spreadsheet keeps so many digits of a number; those of a longer one are zeros or noise. It is written as 1.23E+17,
so that nothing takes it for an id: one of 18 digits has to be a text in the workbook."""
_MIDNIGHT = datetime.time()

Cell = (
    str
    | bytes
    | int
    | float
    | bool
    | Decimal
    | UUID
    | datetime.datetime
    | datetime.date
    | datetime.time
    | datetime.timedelta
)


def as_text(cell: Cell | None) -> str:
    """What a person would have typed: 1 for 1.0, 9.6 for 9.6, 2026-03-01 for a date, an empty text for no value.

    A number that is none (NaN) is how many programs write that there is no value. Bytes are text without its mark, as
    Hive and Impala write it; UnicodeDecodeError where they are not.

    >>> as_text(1.0), as_text(9.6), as_text(True), as_text(datetime.datetime(2026, 3, 1, 9, 30))
    ('1', '9.6', 'true', '2026-03-01 09:30:00')
    >>> as_text(123456789012345678.0), as_text(float("nan")), as_text(Decimal("0E-10")), as_text(Decimal("8.500"))
    ('1.23456789012346E+17', '', '0', '8.5')
    """
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, int):
        return str(cell)
    if isinstance(cell, float):
        return _of_float(cell)
    if isinstance(cell, Decimal):
        written = f"{cell:f}" if cell.is_finite() else ""
        return written.rstrip("0").removesuffix(".") if "." in written else written
    if isinstance(cell, bytes):
        return cell.decode()
    if isinstance(cell, datetime.datetime):
        # a moment with a zone is no day: another zone's clock shows another time there
        is_day = cell.time() == _MIDNIGHT and cell.tzinfo is None
        return cell.date().isoformat() if is_day else cell.isoformat(sep=" ")
    if isinstance(cell, datetime.date | datetime.time):
        return cell.isoformat()
    return str(cell)


def _of_float(number: float) -> str:
    if number != number:
        return ""
    if abs(number) >= 10**DIGITS_KEPT:
        return f"{number:.{DIGITS_KEPT - 1}E}"
    return f"{number:.0f}" if number.is_integer() else repr(number)
