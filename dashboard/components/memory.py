"""The server's memory after its first page."""

from __future__ import annotations

import atexit
import gc
from functools import cache


@cache
def settle() -> None:
    """Once per process: what is loaded by now stays, and need not be looked through for garbage after every run.

    The framework collects all garbage after each run of a page; with the libraries in view that is a third of a second.
    """
    gc.collect()
    gc.freeze()
    # at the end everything is let go again, or the database's binding takes what it still finds for leaks
    atexit.register(gc.unfreeze)
