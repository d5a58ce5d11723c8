"""The server's memory after its first page, and a session's after a page was left."""

from __future__ import annotations

import atexit
import gc
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache

from streamlit.runtime.scriptrunner import get_script_run_ctx


@cache
def settle() -> None:
    """Once per process: what is loaded by now stays, and need not be looked through for garbage after every run.

    The framework collects all garbage after each run of a page; with the libraries in view that is a third of a second.
    """
    gc.collect()
    gc.freeze()
    # at the end everything is let go again, or the database's binding takes what it still finds for leaks
    atexit.register(gc.unfreeze)


@contextmanager
def leaving_pages() -> Iterator[None]:
    """A whole run: once it has come to its end, widgets that it did not draw are forgotten.

    The framework drops their values and keeps what they would call for as long as the session lasts, and with it the
    build that their page showed: a tab that is open all day would hold every build of the day open. Not before the
    end: a run that the next click breaks off has drawn few widgets, and that click may be on one of the others.
    """
    run = get_script_run_ctx()
    if run is None:
        yield
        return
    known = run.session_state._state._new_widget_state.widget_metadata
    before = dict(known)
    yield
    for widget, told in before.items():
        if known.get(widget) is told:  # what is drawn again is told anew
            del known[widget]
