"""What a page needs to know to show something: build, catalogue, slice, scope and view, and the address they make."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import streamlit as st

from dashboard.queries.builds import Build
from dashboard.queries.catalogue import Catalogue
from dashboard.scopes import Scope
from dashboard.slices import Period, Slice, to_address
from dashboard.views import View

_KEY = "context"
_VISIT = "visit"


@dataclass(frozen=True)
class Context:
    """One reader's request, made once by the front door and read by every page and component."""

    build: Build
    catalogue: Catalogue
    chosen: Slice
    scope: Scope
    view: View
    manner: Mapping[str, list[str]] = field(default_factory=dict)
    """Address parameters beside the slice: bank, lang, large. Only what differs from the default."""
    page: str = "overview"
    """The page's file in dashboard/pages, without its ending."""

    @property
    def period(self) -> Period | None:
        """The months that are looked at."""
        return self.catalogue.period(self.build, self.chosen)

    def address(self, chosen: Slice | None = None, **manner: str | None) -> dict[str, list[str]]:
        """The address of a slice (default: this one) in this reader's manner; a manner of None leaves it out."""
        kept = {**self.manner, **{name: [value] if value else [] for name, value in manner.items()}}
        return {**to_address(self.chosen if chosen is None else chosen), **{k: v for k, v in kept.items() if v}}

    def go(self, chosen: Slice | None = None, **manner: str | None) -> None:
        """Write the address: one new step in the browser's history, so that back undoes it. For callbacks."""
        st.query_params.from_dict(self.address(chosen, **manner))

    def narrowed(self, dimension: str, members: tuple[str, ...]) -> Slice:
        """The slice with one dimension narrowed to ``members``, units among them."""
        if dimension == "unit":
            return replace(self.chosen, units=members)
        return self.chosen.with_members(dimension, members)

    def without(self, dimension: str, member: str) -> Slice:
        """The slice with one chosen id taken away."""
        if dimension == "unit":
            return replace(self.chosen, units=tuple(unit for unit in self.chosen.units if unit != member))
        return self.chosen.with_members(dimension, (one for one in self.chosen.members[dimension] if one != member))


@dataclass(frozen=True)
class Visit:
    """Who came, how they read and with which address: all there is before a bank has anything to show."""

    view: View
    address: Mapping[str, list[str]]
    scope: Scope


def keep_visit(visit: Visit) -> None:
    """Hand the visit to a page that needs no build."""
    st.session_state[_VISIT] = visit


def current_visit() -> Visit:
    """The visit of this run; RuntimeError if a page is opened without the front door."""
    visit = st.session_state.get(_VISIT)
    if not isinstance(visit, Visit):
        raise RuntimeError("a page is opened by dashboard/front.py, not by itself")
    return visit


def address_now() -> dict[str, list[str]]:
    """The address as it was opened, every parameter as a list."""
    return {name: st.query_params.get_all(name) for name in st.query_params}


def keep(context: Context) -> None:
    """Hand the context to the page that runs next in this session."""
    st.session_state[_KEY] = context


def current() -> Context:
    """The context of this run; RuntimeError if a page is opened without the front door."""
    context = st.session_state.get(_KEY)
    if not isinstance(context, Context):
        raise RuntimeError("a page is opened by dashboard/front.py, not by itself")
    return context
