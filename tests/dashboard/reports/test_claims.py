"""No sentence of any report claims a change, a comparison or an effect that its verdict does not."""

from __future__ import annotations

from dataclasses import replace
from typing import get_args

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dashboard.answers import effects, headline, hurts, joined_steps, series
from dashboard.names import verdict_word
from dashboard.queries.builds import Build
from dashboard.reports import sentences, tables
from dashboard.reports.model import KINDS, Kind, Sentence
from dashboard.scopes import Scope
from dashboard.slices import Slice
from dashboard.values import Answer, ChangeCode, ComparisonCode, EffectCode, Verdict
from dashboard.views import LANGUAGES, Language, View
from tests.dashboard.reports.claims import claimed, unfounded
from tests.dashboard.reports.conftest import QUARTER, Reported

LONG = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
ENDS = st.floats(-30, 30).map(lambda number: round(number, 1))


@st.composite
def verdict(draw: st.DrawFn, family: str, codes: tuple[str, ...], against: str) -> Verdict:
    """Any verdict of a family, with or without its numbers, fitting together or not."""
    code = draw(st.sampled_from(codes))
    numbers = draw(st.one_of(st.none(), st.tuples(ENDS, ENDS, ENDS)))
    low, size, high = sorted(numbers) if numbers else (None, None, None)
    good = draw(st.sampled_from([True, False, None]))
    return Verdict(family, code, against, size, low, high, is_good=good)  # type: ignore[arg-type]


CHANGES = verdict("change", get_args(ChangeCode), "previous")
COMPARISONS = verdict("comparison", get_args(ComparisonCode), "shown_units")
EFFECTS = verdict("effect", tuple(code for code in get_args(EffectCode) if code != "claimed"), "untouched_units")


@pytest.fixture(scope="module")
def asked(own: Build, me: Scope) -> dict[str, Answer]:
    """One answer of each kind that sentences are made of."""
    found = {
        "nps": headline.of("nps", own, QUARTER, me),
        "rate": headline.of("complaints_per_10k", own, QUARTER, me),
        "units": series.by("nps", "unit", own, QUARTER, me),
        "heat": hurts.of(own, QUARTER, me),
        "joined": joined_steps.joined(own, QUARTER, me),
        "effects": effects.portfolio(own, QUARTER, me),
    }
    assert all(answer.missing is None for answer in found.values())
    return found


def hold(told: tuple[Sentence, ...], language: Language) -> None:
    for sentence in told:
        assert not unfounded(sentence.text, sentence.verdicts, language), sentence


@LONG
@given(st.data())
@pytest.mark.parametrize("language", LANGUAGES)
def test_whatever_the_verdicts_are_the_words_are_theirs(
    asked: dict[str, Answer], language: Language, data: st.DataObject
) -> None:
    view = View(language, medium="paper")
    for name, family in (("nps", CHANGES), ("rate", CHANGES), ("units", COMPARISONS), ("heat", COMPARISONS)):
        answer = asked[name]
        drawn = tuple(data.draw(family) for _ in answer.verdicts)
        answer = replace(answer, verdicts=drawn)
        hold((sentences.title(answer, view),), language)
        if family is CHANGES:
            hold(sentences.headline(answer, view), language)
            [row] = tables.key_figures([answer], view).rows
            assert claimed("".join(row[4:6]), language) <= {str(each.code) for each in drawn}
        elif name == "units":
            hold(sentences.apart(answer, view), language)
            table = tables.members(answer, view)
            assert table is not None
            for row, each in zip(table.rows, drawn, strict=False):
                assert claimed(row[4], language) <= {str(each.code)}
        else:
            hold(sentences.cells(answer, view), language)


@LONG
@given(st.data())
@pytest.mark.parametrize("language", LANGUAGES)
def test_effects_are_called_what_they_were_found_to_be(
    asked: dict[str, Answer], language: Language, data: st.DataObject
) -> None:
    view = View(language, medium="paper")
    drawn = tuple(data.draw(EFFECTS) for _ in range(3))
    ids = ("s1", "s2", "s3")
    told = {"suggestions": ids, "measures": dict.fromkeys(ids, "nps"), "formats": {"nps": ("points", 1)}}
    labels = {("suggestion", each): (f"建议{each}", f"Suggestion {each}") for each in ids}
    answer = replace(
        asked["effects"],
        verdicts=drawn,
        chart={**asked["effects"].chart, **told, "by_chance": 0.1},
        labels={**asked["effects"].labels, **labels},
    )
    hold(sentences.effects(answer, view), language)
    table = tables.effects(answer, view)
    assert table is not None
    for row, each in zip(table.rows, drawn, strict=True):
        assert claimed(row[2], language) <= {str(each.code)}
        assert claimed(row[3], language) <= {str(each.code)}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", KINDS)
def test_every_sentence_of_every_report_rests_on_its_verdicts(
    reported: Reported, kind: Kind, language: Language
) -> None:
    told = tuple(reported(kind, language).sentences())
    assert told
    hold(told, language)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_reader_of_claims_is_not_blind(language: Language) -> None:
    view = View(language)
    for code in ("rose", "fell", "higher", "lower", "proven", "made_worse"):
        assert claimed(verdict_word(code, view), language) == {code}
    assert unfounded({"zh_CN": "得分明显改善", "en": "The score improved"}[language], (), language)


def test_a_change_that_stands_is_told_with_its_verdict(own: Build, me: Scope) -> None:
    answer = headline.of("nps", own, Slice(period="2026Q3"), me)
    risen = replace(answer, verdicts=(Verdict("change", "rose", "previous", 9.0, 2.0, 16.0, is_good=True),))
    [said] = [each for each in sentences.changes(risen, View("zh_CN")) if each.verdicts]
    assert "较上季度上升" in said.text
    assert said.verdicts == risen.verdicts
