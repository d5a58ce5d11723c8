"""What a page lets its reader choose beside the bar; kept in the address, so that links reopen it and back undoes."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import streamlit as st

from dashboard.components.context import Context

PARAMETERS = (
    "measure",
    "every",
    "who",
    "by",
    "beside",
    "step",
    "against",
    "first",
    "second",
    "split",
    "baseline",
    "pair",
    "per",
    "agents",
    "heap",
    "cause",
)
"""Address parameters of pages; each page reads its own and says what it knows of them."""


def asked_for(context: Context, name: str, options: Sequence[str], default: str) -> str:
    """What the address asks for, if the page has it; otherwise the default."""
    found = (context.manner.get(name) or [default])[0]
    return found if found in options else default


def choose(
    context: Context,
    name: str,
    label: str,
    options: Mapping[str, str],
    default: str,
    *,
    key: str,
    is_list: bool = True,
    also: Callable[[str], Mapping[str, str | None]] | None = None,
) -> str:
    """A choice with its words, shown as a list or as a row of buttons; written into the address when it changes.

    ``also`` gives what else of the address changes with it.
    """
    chosen = asked_for(context, name, tuple(options), default)
    widget = f"here-{key}"
    st.session_state[widget] = chosen

    def written() -> None:
        value = st.session_state[widget]
        more = dict(also(value)) if also and value else {}
        changes: dict[str, str | None] = {name: None if value in (None, default) else str(value), **more}
        context.go(None, **changes)

    if is_list:
        st.selectbox(label, list(options), format_func=lambda each: options[each], key=widget, on_change=written)
    else:
        st.segmented_control(
            label, list(options), format_func=lambda each: options[each], key=widget, on_change=written, required=True
        )
    return chosen
