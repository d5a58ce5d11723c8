"""Whether this process can serve: what a probe asks before it sends people here, and what it is told of the reasons."""

from __future__ import annotations

from dashboard.ledger import LedgerError, open_ledger
from dashboard.logged import logger
from dashboard.queries.builds import BankError, list_banks, open_build


def hindrance() -> str:
    """'' where every bank's build can be opened and its ledger read, else "no_bank", "no_build" or "no_ledger".

    No bank is named: whoever probes has not signed in. The reason in full stands in the log.
    """
    served = [entry.bank for entry in list_banks() if entry.build]
    if not served:
        return "no_bank"
    for bank in served:
        try:
            build = open_build(bank)
            open_ledger(build.bank, build.folder).revision()
        except BankError:
            logger.exception("not ready: a build cannot be opened")
            return "no_build"
        except LedgerError:
            logger.exception("not ready: a ledger cannot be read")
            return "no_ledger"
    return ""
