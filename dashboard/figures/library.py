"""The drawing library as the browser reads it: the one of the installed package, so that both draw the same."""

from __future__ import annotations

import gzip
from functools import cache

from plotly.offline import get_plotlyjs, get_plotlyjs_version


def address(below: str) -> str:
    """Where it stands in an app that itself stands ``below`` its host's root.

    The version is part of the address, so that a browser may keep the library for good.

    >>> address("bank/") == address("/bank") == f"/bank{address('')}"
    True
    """
    path = below.strip("/")
    return f"{f'/{path}' if path else ''}/huiyin/plotly-{get_plotlyjs_version()}.js"


def text() -> str:
    """The library as it stands, for a file that has to hold it."""
    return str(get_plotlyjs())


@cache
def packed() -> bytes:
    """The library, gzipped once for all readers."""
    return gzip.compress(text().encode(), compresslevel=6, mtime=0)
