"""What a figure is here: the library's own words as plain data, and the text that the browser draws from."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, TypedDict

from plotly.io.json import to_json_plotly


class Figure(TypedDict):
    """Traces and layout as the library names them.

    Its figure objects check every property again on every click, which took longer than all of a page's questions:
    the tests put every figure of every page through them instead.
    """

    data: list[dict[str, Any]]
    layout: dict[str, Any]


def written(figure: Figure, config: Mapping[str, Any]) -> str:
    """JSON of ``data``, ``layout`` and ``config``; numbers that are none are null."""
    whole = {**figure, "config": config}
    try:
        return json.dumps(whole, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    except (TypeError, ValueError):
        # arrays, days and missing numbers: the library's own way, which is slower
        return str(to_json_plotly(whole))
