"""The log of the process quotes what failed, and no personal data in it."""

from __future__ import annotations

import logging

import pytest

from dashboard.logged import logger

TELEPHONE = "13800138000"


def test_words_values_and_tracebacks_are_masked(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING, logger="huiyin"):
        logger.warning("refused: %s", f"no such word as {TELEPHONE}")
        try:
            raise ValueError(f"people.{TELEPHONE} is no entry")
        except ValueError:
            logger.exception("reference %s", "1a2b3c")
    assert "refused: no such word as [PHONE]" in caplog.text
    assert "reference 1a2b3c" in caplog.text
    assert "ValueError: people.[PHONE] is no entry" in caplog.text
    assert TELEPHONE not in caplog.text
