"""The figures of the Trend page in their order, from the product's own answers, for a framework that is not its own."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from dashboard.answers import explore, mix, series, trend, two_slices, why
from dashboard.figures.drawing import draw
from dashboard.figures.facets import draw_facet
from dashboard.figures.figure import Figure
from dashboard.queries.builds import Build
from dashboard.scopes import local_user
from dashboard.slices import PRESETS, Slice
from dashboard.values import Answer
from dashboard.views import View

SMALL = ("satisfaction", "response_rate", "complaints_per_10k")
VIEW = View(language="en")


def figures(build: Build, period: str) -> list[Figure]:
    """Every figure that the Trend page draws for one of the periods of ``PRESETS``."""
    if period not in PRESETS:
        raise ValueError(f"{period!r} is none of {', '.join(PRESETS)}")
    return list(_figures(build, Slice(period=period)))


def _figures(build: Build, chosen: Slice) -> Iterator[Figure]:
    asked = (build, chosen, local_user())
    for answer in (trend.control("nps", *asked), trend.shares(*asked), trend.histogram(*asked)):
        yield from _drawn(answer)
    for measure in SMALL:
        yield from _drawn(trend.control(measure, *asked), is_small=True)
    yield from _drawn(mix.of("channel", *asked))
    yield from _drawn(why.moved("channel", "previous", *asked))
    channels = [str(value.of("channel")) for value in series.by("nps", "channel", *asked).values]
    if len(channels) > 1:
        yield from _drawn(two_slices.of("nps", "channel", (channels[0], channels[1]), *asked))
    wide = replace(chosen, period=str(trend.drawn_span(*asked)))
    many = explore.of("nps", "month", "channel", build, wide, local_user())
    for member in () if many.missing else many.chart["members"]:
        yield draw_facet(many, VIEW, member=member)


def _drawn(answer: Answer, **how: bool) -> Iterator[Figure]:
    if not answer.missing:
        yield draw(answer, VIEW, **how)
