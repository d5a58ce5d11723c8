"""``python -m tests.benchmarks.rivals.dash_page ROOT BANK PORT``: the Trend page's figures in Dash, on our own marts.

The answers and figures are the product's, so that what differs is the framework alone.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from dash import Dash, Input, Output, callback, dcc, html

from dashboard.queries.builds import open_build
from dashboard.slices import PRESETS
from tests.benchmarks.rivals.charts import figures


def main(root: str, bank: str, port: str) -> None:
    build = open_build(bank, Path(root))
    app = Dash(__name__, title="rival")
    first = figures(build, PRESETS[0])
    graphs = [dcc.Graph(id=f"graph-{number}", figure=figure) for number, figure in enumerate(first)]
    app.layout = html.Div([dcc.RadioItems(list(PRESETS), PRESETS[0], id="period"), *graphs])

    @callback(*[Output(graph.id, "figure") for graph in graphs], Input("period", "value"), prevent_initial_call=True)
    def redrawn(period: str) -> list[Any]:
        found = figures(build, period)
        return [*found, *[{}] * len(graphs)][: len(graphs)]

    app.run(host="127.0.0.1", port=int(port), debug=False)


if __name__ == "__main__":
    main(*sys.argv[1:])
