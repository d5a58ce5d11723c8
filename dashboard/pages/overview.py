"""Overview: how are we doing, is it real, what changed, what are we doing about it. For someone with two minutes."""

from __future__ import annotations

from functools import partial

import streamlit as st

from dashboard import overview_words, verdicts
from dashboard.answers import changed, five_voices, headline, hurts, series, suggestions
from dashboard.components import long_picture, panel, story, tile
from dashboard.components.comparison import show_comparisons
from dashboard.components.context import Context, current
from dashboard.components.side_by_side import side_by_side
from dashboard.components.words import show_section, show_title
from dashboard.values import Answer

ADOPTION_AGES = ("adoption_180d", "adoption_90d", "adoption_30d")


def show(context: Context) -> None:
    """The score, six more numbers, what changed, where it hurts, what is done about it, and what customers say."""
    view = context.view
    asked = (context.build, context.chosen, context.scope)
    answers = side_by_side(
        nps=partial(headline.of, "nps", *asked),
        regions=partial(series.by, "nps", "unit", *asked),
        index=partial(headline.of, "index", *asked),
        satisfaction=partial(headline.of, "satisfaction", *asked),
        response_rate=partial(headline.of, "response_rate", *asked),
        complaints=partial(headline.of, "complaints_per_10k", *asked),
        answered=partial(headline.of, "answered_rate", *asked),
        submitted=partial(headline.of, "suggestions_submitted", *asked),
        adopted=partial(headline.of, "suggestions_adopted", *asked),
        **{age: partial(headline.of, age, *asked) for age in ADOPTION_AGES},
        changed=partial(changed.of, *asked),
        hurts=partial(hurts.of, *asked),
        suggestions=partial(suggestions.funnel, *asked),
        voices=partial(five_voices.of, *asked),
    )
    nps = answers["nps"]
    show_title(view.text("Overview"), verdicts.title(nps, view))
    tile.show_hero(nps, context)
    tile.show_parts(nps, context)
    tiles: list[tuple[Answer, list[str]]] = [
        (answers["index"], []),
        (answers["answered"], []),
        (answers["satisfaction"], []),
        (answers["complaints"], []),
        (answers["response_rate"], []),
        (_adoption(answers), [_counts(answers, context)]),
    ]
    tile.show_tiles(tiles, context)
    if not answers["index"].missing:
        open_index = view.text("Open the index up: its parts, weights and what moved it")
        st.page_link("pages/index.py", label=open_index, query_params=context.address())
    story.show_changed(answers["changed"], context)
    if len(answers["hurts"].chart.get("units", ())) > 1:
        show_section(view.text("Where it hurts"), story.heat_words(answers["hurts"], view))
        st.html(story.heat(answers["hurts"], context))
        panel.show_foot(answers["hurts"], context, key="hurts")
    show_section(view.text("Suggestions and effects"))
    with st.container(key="suggested"):
        line = story.plain(overview_words.suggestions_line(answers["suggestions"], view))
        st.page_link("pages/suggestions.py", label=line, query_params=context.address())
    show_section(view.text("In customers' own words"), story.voices_words(answers["voices"], view))
    st.html(story.voices(answers["voices"], context))
    _regions(answers, context)
    long_picture.show_button(answers, tiles, context)


def _regions(answers: dict[str, Answer], context: Context) -> None:
    if len(answers["regions"].values) == 1:
        return  # one unit beside itself is no comparison
    regions, compared = st.columns([8, 4], gap="large", vertical_alignment="center")
    with regions:
        whole = tile.current(answers["nps"])
        kicker = context.view.text("NPS by unit")
        told = context.view.text(
            "As customers answered. Branches takes the mix of channels out: a unit may stand otherwise there."
        )
        panel.show(
            answers["regions"],
            context,
            key="regions",
            kicker=kicker,
            sentences=(told,),
            on_chosen=lambda units: context.go(context.narrowed("unit", units)),
            reference=whole,
        )
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
