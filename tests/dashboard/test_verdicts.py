"""Words: the vocabulary is closed, nothing but its code claims a change, and both languages say the same."""

from __future__ import annotations

import ast
import typing
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard import values, verdicts
from dashboard.answers import headline, journeys, series, suggestions, trend
from dashboard.queries.builds import Build
from dashboard.scopes import Scope
from dashboard.slices import Slice
from dashboard.values import Answer, Verdict
from dashboard.views import LANGUAGES, View
from tests.dashboard.slices_of import slices
from tests.dashboard.test_answers import MEASURES

CHINESE, ENGLISH = View("zh_CN"), View("en")
VOCABULARY = {
    "rose": ("rose", "上升"),
    "fell": ("fell", "下降"),
    "no_clear_change": ("no clear change", "无明显变化"),
    "too_few": ("too few", "样本不足"),
    "higher": ("higher", "较高"),
    "lower": ("lower", "较低"),
    "cannot_be_told_apart": ("cannot be told apart", "无法区分"),
    "proven": ("proven", "见效"),
    "made_worse": ("made worse", "变差"),
    "not_the_expected_size": ("not the expected size", "未达预期"),
    "inconclusive": ("inconclusive", "尚难判断"),
    "consistent_with": ("consistent with", "方向一致"),
    "too_early": ("too early", "为时尚早"),
    "claimed": ("claimed", "已声明"),
}
CLAIMS = {
    "rose": ("上升", "上涨", "提高", "改善", "rose", "increase", "improve", "up "),
    "fell": ("下降", "下滑", "降低", "恶化", "fell", "decrease", "decline ", "down "),
    "higher": ("higher", "高于", "较高", "全行高"),
    "lower": ("lower", "低于", "较低", "全行低"),
}
"""Words that claim something, under the only code that may claim it."""


@pytest.mark.parametrize("code", sorted(VOCABULARY))
def test_each_verdict_has_its_one_word_in_both_languages(code: str) -> None:
    verdict = Verdict("change", code, "previous")  # type: ignore[arg-type]
    assert (verdicts.word(verdict, ENGLISH), verdicts.word(verdict, CHINESE)) == VOCABULARY[code]


def test_the_vocabulary_is_closed() -> None:
    codes = [typing.get_args(kind) for kind in (values.ChangeCode, values.ComparisonCode, values.EffectCode)]
    assert {code for each in codes for code in each} == set(VOCABULARY)


verdict_values = st.builds(
    lambda family_code, against, numbers: Verdict(
        family_code[0],
        family_code[1],
        against,
        *(numbers if family_code[1] != "too_few" else (None, None, None)),
    ),
    st.sampled_from(
        [("change", code) for code in typing.get_args(values.ChangeCode)]
        + [("comparison", code) for code in typing.get_args(values.ComparisonCode)]
    ),
    st.sampled_from(("previous", "year_before", "bank", "shown_units")),
    st.tuples(*(st.floats(-200, 200) for _ in range(3))),
)


@given(verdict=verdict_values, language=st.sampled_from(LANGUAGES))
def test_words_claim_a_change_only_if_the_code_does(verdict: Verdict, language: str) -> None:
    view = View(language)  # type: ignore[arg-type]
    for told in (verdicts.word(verdict, view), verdicts.brief(verdict, view), verdicts.say(verdict, view)):
        for code, claims in CLAIMS.items():
            if code != verdict.code:
                assert not any(claim in told for claim in claims), told
    told = verdicts.brief(verdict, view)
    own = verdicts.word(verdict, view)
    assert own in told or verdict.code in ("higher", "lower")


@settings(max_examples=25, deadline=None)
@given(chosen=slices(most_filters=2, with_as_of=True), measure=st.sampled_from(MEASURES))
def test_titles_claim_what_their_verdicts_do_and_no_more(build: Build, me: Scope, chosen: Slice, measure: str) -> None:
    answers = [headline.of(measure, build, chosen, me), trend.control(measure, build, chosen, me)]
    answers += [trend.shares(build, chosen, me), trend.histogram(build, chosen, me), journeys.steps(build, chosen, me)]
    answers += [series.by(measure, "unit", build, chosen, me), suggestions.funnel(build, chosen, me)]
    answers += [suggestions.adoption(build, chosen, me), suggestions.by_unit(build, chosen, me)]
    for answer in answers:
        codes = {verdict.code for verdict in answer.verdicts[:1]}
        for view in (CHINESE, ENGLISH):
            title = verdicts.title(answer, view)
            assert title
            for code in ("rose", "fell"):
                if code not in codes or answer.question == "series.by":
                    assert not any(claim in title for claim in CLAIMS[code]), (title, answer.verdicts)
            foot = verdicts.footer(answer, view)
            assert answer.footer.build in foot
            for value in answer.values:
                verdicts.value(value, view, answer)
                verdicts.base(value, view, answer)
                for dimension, member in value.key:
                    assert verdicts.member(dimension, member, view, answer)
                    assert verdicts.dimension(dimension, view)


def _planted(build: Build, me: Scope) -> Answer:
    answer = headline.of("nps", build, Slice(), me)
    rose = Verdict("change", "rose", "previous", 3.25, 0.5, 5.94, 0.02, True)
    return replace(answer, verdicts=(rose, replace(rose, code="too_few", difference=None, low=None, high=None)))


def test_a_title_reads_as_a_person_would_say_it(build: Build, me: Scope) -> None:
    answer = _planted(build, me)
    assert verdicts.title(answer, CHINESE) == "客户推荐度（NPS） 23.0，较上季度上升"
    assert verdicts.title(answer, ENGLISH) == "NPS 23.0, rose against the previous quarter"
    assert verdicts.say(answer.verdicts[0], CHINESE, answer) == "较上季度上升：+3.3 分（95% 区间 +0.5 至 +5.9）"
    assert verdicts.say(answer.verdicts[1], CHINESE, answer) == "样本不足，无法与上季度比较"
    assert verdicts.value(answer.values[0], ENGLISH, answer) == "23.0"
    assert verdicts.interval(answer.values[0], ENGLISH, answer) == "95% interval 16.8 to 29.1"


@pytest.mark.parametrize(
    ("period", "chinese", "english"),
    [
        ("2026-07", "较上月", "the previous month"),
        ("2026Q3", "较上季度", "the previous quarter"),
        ("2025-10..2026-09", "较上期", "the period before"),
    ],
)
def test_what_it_is_compared_with_is_named_by_the_period(
    build: Build, me: Scope, period: str, chinese: str, english: str
) -> None:
    answer = replace(headline.of("nps", build, Slice(period=period), me))
    verdict = Verdict("change", "no_clear_change", "previous")
    assert verdicts.brief(verdict, CHINESE, answer).startswith(chinese)
    assert verdicts.brief(verdict, ENGLISH, answer).endswith(english)


def test_every_word_said_here_has_its_chinese() -> None:
    """Every literal that is passed to ``View.text`` in the rooms of words and terminal is in the Chinese catalogue."""
    for module in ("verdicts.py", "effect_verdicts.py", "names.py", "__main__.py", "asking.py"):
        source = Path(verdicts.__file__).with_name(module).read_text(encoding="utf-8")
        for node in ast.walk(ast.parse(source)):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "text":
                assert isinstance(node.args[0], ast.Constant), f"{module}: a message must be written out"
                message = str(node.args[0].value)
                only_values = not any(letter.isalpha() for letter in _without_fields(message))
                assert only_values or CHINESE.text(message) != message, f"{module}: {message!r} has no Chinese"


def _without_fields(message: str) -> str:
    return "".join(piece.partition("}")[2] or ("" if "}" in piece else piece) for piece in message.split("{"))


def test_missing_answers_say_why_in_words(build: Build, me: Scope) -> None:
    answer = headline.of("nps", build, Slice(survey="counter"), me)
    assert verdicts.title(answer, CHINESE) == verdicts.missing(answer, CHINESE)
    assert "0" in verdicts.missing(answer, CHINESE)
    refused = headline.of("response_rate", build, Slice(members={"line": ("card",)}), me)
    assert "条线" in verdicts.missing(refused, CHINESE)
    for code in typing.get_args(values.Missing):
        for view in (CHINESE, ENGLISH):
            assert verdicts.missing(replace(refused, missing=code), view)
