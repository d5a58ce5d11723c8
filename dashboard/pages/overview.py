"""Overview: how are we doing, is it real, what are we doing about it. For someone with two minutes."""

from __future__ import annotations

from functools import partial

import streamlit as st

from dashboard import verdicts
from dashboard.answers import headline, series
from dashboard.components import panel, tile
from dashboard.components.comparison import show_comparisons
from dashboard.components.context import Context, current
from dashboard.components.side_by_side import side_by_side
from dashboard.components.words import show_title
from dashboard.values import Answer

ADOPTION_AGES = ("adoption_180d", "adoption_90d", "adoption_30d")


def show(context: Context) -> None:
    """The score large and what it is made of, one tile for each of the other four, then where."""
    view = context.view
    asked = (context.build, context.chosen, context.scope)
    answers = side_by_side(
        nps=partial(headline.of, "nps", *asked),
        regions=partial(series.by, "nps", "unit", *asked),
        satisfaction=partial(headline.of, "satisfaction", *asked),
        response_rate=partial(headline.of, "response_rate", *asked),
        complaints=partial(headline.of, "complaints_per_10k", *asked),
        submitted=partial(headline.of, "suggestions_submitted", *asked),
        adopted=partial(headline.of, "suggestions_adopted", *asked),
        **{age: partial(headline.of, age, *asked) for age in ADOPTION_AGES},
    )
    nps = answers["nps"]
    show_title(view.text("Overview"), verdicts.title(nps, view))
    tile.show_hero(nps, context)
    tile.show_parts(nps, context)
    tile.show_tiles(
        [
            (answers["satisfaction"], []),
            (answers["response_rate"], []),
            (answers["complaints"], []),
            (_adoption(answers), [_counts(answers, context)]),
        ],
        context,
    )

    if len(answers["regions"].values) == 1:
        return  # one unit beside itself is no comparison
    regions, compared = st.columns([8, 4], gap="large", vertical_alignment="center")
    with regions:
        whole = tile.current(nps)
        panel.show(answers["regions"], context, key="regions", kicker=view.text("NPS by unit"), reference=whole)
    with compared:
        show_comparisons(answers["regions"], context)


def _adoption(answers: dict[str, Answer]) -> Answer:
    """Adoption at the highest age that the period's suggestions have reached."""
    return next((answers[age] for age in ADOPTION_AGES if not answers[age].missing), answers[ADOPTION_AGES[0]])


def _counts(answers: dict[str, Answer], context: Context) -> str:
    submitted, adopted = tile.current(answers["submitted"]), tile.current(answers["adopted"])
    if submitted is None or submitted.score is None or adopted is None or adopted.score is None:
        return ""
    view = context.view
    return view.text(
        "In the period {submitted} submitted; {adopted} adopted, whenever submitted",
        submitted=view.number(submitted.score),
        adopted=view.number(adopted.score),
    )


show(current())
