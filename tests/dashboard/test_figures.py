"""Figures: nothing hidden is drawn, states differ by shape, words are in the language, colours can be told apart."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import product
from types import MappingProxyType
from typing import Any

import pytest

from dashboard.answers import headline, journeys, mix, series, suggestions, trend
from dashboard.figures import inline
from dashboard.figures.control import SIGNAL_SHAPES, _numbered, control_events, control_key
from dashboard.figures.theme import DARK, LIGHT, Palette, config
from dashboard.names import signal
from dashboard.queries.builds import Build
from dashboard.scopes import Scope
from dashboard.slices import Slice
from dashboard.values import Answer
from dashboard.views import View
from tests.dashboard.opened import draw

ALL = Slice(period="all")
QUESTIONS: dict[str, Callable[[Build, Slice, Scope], Answer]] = {
    "control": lambda *asked: trend.control("nps", *asked),
    "rate": lambda *asked: trend.control("complaints_per_10k", *asked),
    "week": lambda *asked: trend.control("responses", *asked, "week"),
    "shares": trend.shares,
    "mix": lambda *asked: mix.of("channel", *asked),
    "histogram": trend.histogram,
    "regions": lambda *asked: series.by("nps", "unit", *asked),
    "outlets": lambda build, chosen, me: series.by("nps", "unit", build, replace(chosen, units=("r03",)), me),
    "steps": journeys.steps,
    "funnel": suggestions.funnel,
    "adoption": suggestions.adoption,
}
VIEWS = [
    View(language="zh_CN" if is_chinese else "en", theme="dark" if is_dark else "light", is_large=is_dark)
    for is_chinese, is_dark in product((True, False), repeat=2)
]


WRITTEN = ("text", "hovertext", "ticktext", "name", "title")


def texts(node: Any) -> Iterator[str]:
    """Every text a reader can meet in a figure's JSON."""
    if isinstance(node, dict):
        for name, below in node.items():
            if name in WRITTEN:
                told = below if isinstance(below, list | tuple) else [below]
                yield from (each for each in told if isinstance(each, str))
            yield from texts(below)
    elif isinstance(node, list | tuple):
        for each in node:
            yield from texts(each)


@pytest.mark.parametrize("view", VIEWS, ids=lambda view: f"{view.language}-{view.theme}")
@pytest.mark.parametrize("question", QUESTIONS)
def test_every_question_is_drawn_in_every_view(build: Build, me: Scope, question: str, view: View) -> None:
    figure = draw(QUESTIONS[question](build, ALL, me), view)
    assert figure.data
    assert figure.layout.template.layout.colorway is None, "the library's own look must not come through"
    told = " ".join(texts(figure.to_plotly_json()))
    has_chinese = any("\u4e00" <= letter <= "\u9fff" for letter in told)
    assert has_chinese == (view.language == "zh_CN")


@pytest.mark.parametrize("question", QUESTIONS)
def test_a_figure_is_plain_numbers_without_nan(build: Build, me: Scope, question: str) -> None:
    figure = draw(QUESTIONS[question](build, ALL, me), View())
    json.dumps(figure.to_plotly_json(), allow_nan=False)


def test_hidden_values_have_no_dot_no_line_and_say_so(build: Build, me: Scope) -> None:
    answer = series.by("nps", "unit", build, Slice(period="2026", units=("r01",), members={"line": ("card",)}), me)
    hidden = [value for value in answer.values if value.shown == "hidden"]
    assert hidden, "the small bank has outlets of which few answers are about cards"
    figure = draw(answer, View(language="en"))
    dots = next(trace for trace in figure.data if trace.mode == "markers")
    assert sum(score is None for score in dots.x) == sum(value.score is None for value in answer.values)
    assert any(note.text == "too few to show" for note in figure.layout.annotations)


def test_an_interval_without_score_is_a_line_without_a_dot_and_stands_last(build: Build, me: Scope) -> None:
    answer = series.by("nps", "unit", build, Slice(period="2026-08", units=("r01",)), me)
    shown = [value.shown for value in answer.values]
    assert "interval" in shown
    figure = draw(answer, View())
    lines, dots = figure.data[0], figure.data[1]
    assert None in dots.x
    assert sum(end is not None for end in lines.x) == 2 * sum(value.low is not None for value in answer.values)
    firsts = [score is not None for score in dots.x]
    assert firsts == sorted(firsts, reverse=True)


def test_a_low_base_is_a_hollow_dot(build: Build, me: Scope) -> None:
    answer = series.by("nps", "unit", build, Slice(), me)
    assert any(value.low_base for value in answer.values)
    figure = draw(answer, View())
    dots = figure.data[1]
    low_base = {value.score: value.low_base for value in answer.values}
    for score, colour in zip(dots.x, dots.marker.color, strict=True):
        if score is not None:
            assert (colour == LIGHT.paper) == low_base[score]


def test_a_mark_says_which_unit_it_is_and_a_pool_is_none(build: Build, me: Scope) -> None:
    answer = series.by("nps", "unit", build, Slice(period="2026-08", units=("r03",)), me)
    drawn = draw(answer, View())
    lines, dots = drawn.data[:2]
    assert any(value.is_pooled for value in answer.values)
    single = {value.of("unit") for value in answer.values if not value.is_pooled}
    assert {each[0] for each in dots.customdata if len(each)} == single
    assert len(dots.customdata) == len(dots.y)
    assert len(lines.customdata) == len(lines.x)
    for x, y, chosen in zip(lines.x, lines.y, lines.customdata, strict=True):
        at = list(dots.y).index(y) if x is not None else None
        assert at is None or list(dots.customdata[at]) == list(chosen)


def test_a_units_verdict_is_a_shape_and_not_only_a_colour(build: Build, me: Scope) -> None:
    answer = series.by("nps", "unit", build, ALL, me)
    wanted = ("higher", "lower", "cannot_be_told_apart")
    told = tuple(replace(verdict, code=code) for verdict, code in zip(answer.verdicts, wanted, strict=True))
    dots = draw(replace(answer, verdicts=told), View()).data[1]
    shapes = dict(zip(dots.x, dots.marker.symbol, strict=True))
    for value, shape in zip(answer.values, ("triangle-up", "triangle-down", "circle"), strict=True):
        assert shapes[value.score] == shape


def test_hover_says_interval_and_base_in_the_language(build: Build, me: Scope) -> None:
    answer = trend.control("nps", build, Slice(), me)
    for view, words in (
        (View(language="zh_CN"), ("95% 区间", "有效回答")),
        (View(language="en"), ("95% interval", "valid")),
    ):
        line = next(trace for trace in draw(answer, view).data if trace.mode == "lines+markers")
        assert all(word in line.hovertext[-1] for word in words)


def test_signals_have_their_own_shape_and_stand_in_the_key(build: Build, me: Scope) -> None:
    answer = trend.control("nps", build, ALL, me)
    month = next(value.of("month") for value in answer.values if value.score is not None)
    for rule, (shape, mark) in SIGNAL_SHAPES.items():
        marked = replace(answer, chart=MappingProxyType({**answer.chart, "signals": ((month, rule),)}))
        figure = draw(marked, View(language="en"))
        assert any(trace.marker.symbol == shape for trace in figure.data)
        assert f"{mark} {signal(rule, View(language='en'))}" in control_key(marked, View(language="en"))
    assert len({shape for shape, _ in SIGNAL_SHAPES.values()}) == len(SIGNAL_SHAPES)


def test_events_are_numbered_lines_with_their_names_under_the_figure(build: Build, me: Scope) -> None:
    answer = trend.control("nps", build, ALL, me)
    figure = draw(answer, View(language="en"))
    named = control_events(answer, View(language="en"))
    assert named[0] == "① 1 Mar 2025 Mobile app 8.0"
    assert [note.text for note in figure.layout.annotations][: len(named)] == [event[0] for event in named]
    assert len(figure.layout.shapes) == len(named)
    # a line stands before the point of the month that its day begins, and after the one before
    points = next(list(trace.x) for trace in figure.data if trace.mode == "lines+markers")
    for shape, (_, event) in zip(figure.layout.shapes, _numbered(answer), strict=True):
        month = event.from_on.replace(day=1).isoformat()
        if event.from_on.day == 1 and points[0] < month <= points[-1]:
            assert points[points.index(month) - 1] < shape.x0 < month


def test_targets_are_drawn_over_their_own_months(build: Build, me: Scope) -> None:
    answer = trend.control("nps", build, ALL, me)
    target = next(trace for trace in draw(answer, View(language="en")).data if trace.name == "target")
    assert target.y[0] == 35
    assert target.line.dash == "longdash"


def test_small_pictures_have_their_words(build: Build, me: Scope) -> None:
    answer = headline.of("nps", build, Slice(), me)
    spark = inline.sparkline(answer.chart["months"], View(), 'lowest "1" & <2>')
    assert spark.startswith("<img")
    assert 'alt="lowest &quot;1&quot; &amp; &lt;2&gt;"' in spark
    assert inline.sparkline(answer.chart["months"][:2], View(), "x") == ""
    strip = inline.interval_strip(answer.values[0], answer.values[1], 35.0, View(), "x")
    assert strip.startswith("<img")


def test_the_drawing_library_speaks_chinese_and_uploads_nothing() -> None:
    told = config(View(language="zh_CN"), "x")
    assert told["locales"]["zh-CN"]["dictionary"]["Download plot as a PNG"] == "下载图片"
    assert "locale" not in config(View(language="en"), "x")
    assert told["showSendToCloud"] is False


def luminance(colour: str) -> float:
    """Relative luminance of WCAG 2.x."""
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def test_the_contrast_is_that_of_black_on_white() -> None:
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21)


@pytest.mark.parametrize("palette", [LIGHT, DARK], ids=["light", "dark"])
def test_text_and_marks_hold_their_contrast(palette: Palette) -> None:
    for ground in (palette.paper, palette.raised):
        for text in (palette.ink, palette.muted, palette.accent, palette.adverse):
            assert contrast(text, ground) >= 4.5
        assert contrast(palette.neutral, ground) >= 3
    assert contrast(palette.ink, palette.wash) >= 4.5


# Machado, Oliveira & Fernandes 2009, doi 10.1109/TVCG.2009.113: severity 1.0, on linear RGB.
BLINDNESS = {
    "protan": ((0.152286, 1.052583, -0.204868), (0.114503, 0.786281, 0.099216), (-0.003882, -0.048116, 1.051998)),
    "deutan": ((0.367322, 0.860646, -0.227968), (0.280085, 0.672501, 0.047413), (-0.011820, 0.042940, 0.968881)),
    "tritan": ((1.255528, -0.076749, -0.178779), (-0.078411, 0.930809, 0.147602), (0.004733, 0.691367, 0.303900)),
}


def seen(colour: str, kind: str) -> tuple[float, ...]:
    """A colour as seen with a kind of colour blindness, linear RGB."""
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return tuple(
        min(max(sum(weight * part for weight, part in zip(row, linear, strict=True)), 0), 1) for row in BLINDNESS[kind]
    )


@pytest.mark.parametrize("kind", BLINDNESS)
@pytest.mark.parametrize("palette", [LIGHT, DARK], ids=["light", "dark"])
def test_good_and_bad_stay_apart_for_every_kind_of_colour_blindness(palette: Palette, kind: str) -> None:
    good, bad = seen(palette.accent, kind), seen(palette.adverse, kind)
    apart = sum((one**0.45 - other**0.45) ** 2 for one, other in zip(good, bad, strict=True)) ** 0.5
    assert apart > 0.25
