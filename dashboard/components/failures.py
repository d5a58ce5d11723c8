"""What a reader sees when something of ours fails: an apology with a reference; the traceback stands in the log."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from contextlib import contextmanager

from dashboard.components.words import show_notice
from dashboard.logged import logger
from dashboard.views import View


@contextmanager
def apologise(view: View) -> Iterator[None]:
    """Whatever fails inside is logged under a reference, and the reader is told the reference."""
    try:
        yield
    except Exception:  # noqa: BLE001 whatever it is, it is logged and apologised for
        reference = secrets.token_hex(4)
        logger.exception("reference %s", reference)
        show_notice(
            view.text("Sorry: something went wrong on our side."),
            view.text("Your data are not affected. Reference for your administrator: {reference}", reference=reference),
        )
