"""What the dashboard writes into the log of its process: no line, and no line of a traceback, with personal data."""

from __future__ import annotations

import logging

from dashboard.ledger.notes import masked


class _Masking(logging.Filter):
    """Masks the words of a record and its traceback. Addresses, files that people wrote and what failed in them are
    quoted in errors; whoever reads a log need not know of whom they are."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.msg, record.args = masked(record.getMessage()), ()
        if record.exc_info:
            record.exc_text = masked(logging.Formatter().formatException(record.exc_info))
        return True


logger = logging.getLogger("huiyin")
logger.addFilter(_Masking())
