"""Random slices of the small bank, for laws that have to hold for all of them."""

from __future__ import annotations

from datetime import date

from hypothesis import strategies as st

from dashboard.slices import Slice
from tests import small_bank

UNITS = ("hq", "r01", "r02", "r03", *small_bank.OUTLETS)
MEMBERS = {
    "line": ("retail", "card", "wealth", ""),
    "channel": ("branch", "app", "hotline"),
    "product": ("savings", "loan", "card"),
    "age_band": ("18-34", "35-59", "60+", ""),
    "is_new_citizen": ("yes", "no", ""),
    "tier": ("mass", "affluent", "private"),
    "journey": ("visit", "app"),
}
PERIODS = ("quarter", "month", "year", "last_12", "all", "2025Q3", "2026", "2025-05", "2025-02..2026-01")


@st.composite
def slices(draw: st.DrawFn, most_filters: int = 1, with_as_of: bool = False) -> Slice:
    """A slice of at most so many filtered dimensions, any units, any period."""
    names = draw(st.lists(st.sampled_from(sorted(MEMBERS)), max_size=most_filters, unique=True))
    members = {
        name: tuple(draw(st.lists(st.sampled_from(MEMBERS[name]), min_size=1, max_size=3, unique=True)))
        for name in names
    }
    units = tuple(draw(st.lists(st.sampled_from(UNITS), max_size=3, unique=True)))
    as_of = draw(st.none() | st.dates(date(2025, 3, 1), date(2026, 10, 15))) if with_as_of else None
    return Slice(period=draw(st.sampled_from(PERIODS)), as_of=as_of, units=units, members=members)
