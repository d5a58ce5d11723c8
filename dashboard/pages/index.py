"""Index: what is the experience index made of, how sure is each part, and what moved it. For the team and analysts."""

from __future__ import annotations

from functools import partial

import streamlit as st

from dashboard import verdicts
from dashboard.answers import headline, index_nodes, series, trend
from dashboard.components import index_tree, panel, tile
from dashboard.components.context import Context, current
from dashboard.components.side_by_side import side_by_side
from dashboard.components.words import show_section, show_title


def show(context: Context) -> None:
    """The number, the tree, what moved it, then by month and by unit."""
    view = context.view
    asked = (context.build, context.chosen, context.scope)
    answers = side_by_side(
        nodes=partial(index_nodes.nodes, *asked),
        now=partial(headline.of, "index", *asked),
        months=partial(trend.control, "index", *asked),
        units=partial(series.by, "index", "unit", *asked),
    )
    nodes = answers["nodes"]
    show_title(view.text("Experience index"), verdicts.title(answers["now"], view))
    tile.show_hero(answers["now"], context)
    if nodes.missing:
        return
    show_section(
        view.text("What it is made of"),
        " ".join((index_tree.register_words(nodes, view), index_tree.equal_words(nodes, view))),
    )
    index_tree.show_tree(nodes, context)
    panel.show_foot(nodes, context, key="index-nodes")
    show_section(
        view.text("What moved it"),
        view.text(
            "Points of the change against the period before that hang on each touchpoint; together they are the whole."
        ),
    )
    index_tree.show_moved(nodes, context)
    left, right = st.columns(2, gap="large")
    with left:
        panel.show(answers["months"], context, key="index-by-month", kicker=view.text("By month"))
    if len(answers["units"].values) > 1:
        with right:
            whole = tile.current(answers["now"])
            panel.show(
                answers["units"],
                context,
                key="index-units",
                kicker=view.text("By unit"),
                on_chosen=lambda units: context.go(context.narrowed("unit", units)),
                reference=whole,
            )


show(current())
