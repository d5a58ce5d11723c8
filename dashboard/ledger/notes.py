"""Texts that people write, made fit to be kept: masked as at the pipelines' door, without what no store takes."""

from __future__ import annotations

from dashboard.ledger.faults import WrongEntryError
from pipelines.privacy import mask_text, visible

LONGEST_NAME = 80
LONGEST_NOTE = 4_000
"""Characters. Longer ones are refused by whoever asks, never cut in silence."""


def masked(text: str) -> str:
    """The text without personal data of the known kinds, without what nobody sees, trimmed.

    >>> masked("  请联系 13800138000 ")
    '请联系 [PHONE]'
    """
    return mask_text(visible(text))


def needed(field: str, text: str) -> str:
    """The masked text of a field that may be neither empty nor longer than a note; WrongEntryError names the field."""
    plain = masked(text)
    if not plain or len(plain) > LONGEST_NOTE:
        raise WrongEntryError((field, "too_long" if plain else "empty"))
    return plain
