"""No sentence of pages, files or the terminal claims more than its verdicts: all words, all answers, all verdicts.

The closed verdicts are few enough to try every one: each answer is told with each of them in its place, by every
function that makes words of an answer, in both languages. And every message of the catalogue whose words could claim
something is known by name, so that a new one cannot come in unseen.
"""

from __future__ import annotations

import importlib
import inspect
import pkgutil
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any, get_args

import pytest
from babel.messages.pofile import read_po

import dashboard
from dashboard import verdicts
from dashboard.answers import changed, hurts
from dashboard.queries.builds import Build
from dashboard.scopes import Scope
from dashboard.slices import Slice
from dashboard.values import Answer, ChangeCode, ComparisonCode, EffectCode, Verdict
from dashboard.views import CATALOGUES, LANGUAGES, View
from tests.dashboard import every
from tests.dashboard.claiming_messages import CLAIMS_NOTHING, OF_A_VERDICT, OF_ITS_OWN_TEST
from tests.dashboard.reports.claims import NEVER, claimed

CODES: dict[str, tuple[str, ...]] = {
    "change": get_args(ChangeCode),
    "comparison": get_args(ComparisonCode),
    "effect": tuple(code for code in get_args(EffectCode) if code != "claimed"),
}
MOST_CODES = max(len(codes) for codes in CODES.values())
OTHER_WORDS = ("verdicts", "effect_verdicts", "reports.sentences", "components.story")
"""Modules that make words of an answer and are not called so."""
OTHERS_TRY = {
    "case_words.call_backs_sentences": "the small bank calls nobody back",
    "case_words.shortened_sentences": "no case of the small bank was left out of the comparison",
    "complaint_rate_words.exposure_sentences": "the small bank hands over every exposure",
    "complaint_score_words.silent_sentences": "the small bank knows no customer twice",
    "contact_words.closed_sentences": "the small bank closed no channel",
    "driver_words.left_out_sentences": "no touchpoint of the small bank is left out",
    "overview_words.sentences": "nothing of the small bank changed beyond chance",
    "reports.sentences.effects": "no suggestion of the small bank says what it would move",
    "trend_words.levels": "nobody has accepted a new level in the small bank",
    "verdicts.relapse": "nothing of the small bank is inspected again",
}
"""Functions that no answer here is for, and why; tests of their own try them."""
ASSOCIATED = {"drivers.asymmetric": {"lower"}, "journeys.pain_worth": {"higher"}}
"""Questions whose title names a side of what its interval decided: see ``OF_ITS_OWN_TEST``."""
NOT_ITS_ANSWER = (KeyError, IndexError, StopIteration, TypeError, ValueError, AttributeError)
"""What a function says of an answer that it is not for."""


def speakers() -> dict[str, Callable[..., Any]]:
    """Every public function that makes words of an answer; of titles the one that knows which is whose."""
    names = [each.name for each in pkgutil.iter_modules(dashboard.__path__) if each.name.endswith("_words")]
    found = {}
    for module in (importlib.import_module(f"dashboard.{name}") for name in (*names, *OTHER_WORDS)):
        for name, call in vars(module).items():
            if not inspect.isfunction(call) or call.__module__ != module.__name__ or name.startswith("_"):
                continue
            first, second, *more = (*inspect.signature(call).parameters.values(), None, None)
            is_of_an_answer = (
                first is not None and second is not None and (first.name, second.name) == ("answer", "view")
            )
            can_be_called = all(each is None or each.default is not inspect.Parameter.empty for each in more)
            if is_of_an_answer and can_be_called and not name.endswith("_title"):
                found[f"{module.__name__.removeprefix('dashboard.')}.{name}"] = call
    return found


@pytest.fixture(scope="module")
def answered(build: Build, me: Scope) -> dict[str, Answer]:
    """Question -> the answer of all that the small bank gives which has most verdicts."""
    chosen = Slice(period="all")
    quarter = Slice(period="2026Q3")
    found = {each.question: each for each in (hurts.of(build, quarter, me), changed.of(build, quarter, me))}
    for one in every.answers():
        for _, told in every.called(one, build, me, [chosen], ("nps",)):
            for each in told if isinstance(told, tuple) else (told,):
                if isinstance(each, Answer) and each.missing is None:
                    kept = found.setdefault(each.question, each)
                    found[each.question] = max(kept, each, key=lambda answer: len(answer.verdicts))
    return found


def with_codes(node: Any, at: int, seen: set[str]) -> Any:
    """The same with the ``at``-th code of its family in every verdict, however deep it lies."""
    if isinstance(node, Verdict):
        codes = CODES[node.family]
        other = replace(node, code=codes[at % len(codes)])  # type: ignore[arg-type]
        seen.add(str(other.code))
        return other
    if type(node) is tuple:
        return tuple(with_codes(each, at, seen) for each in node)
    if isinstance(node, dict):
        return {name: with_codes(each, at, seen) for name, each in node.items()}
    if isinstance(node, Answer):
        chart = {name: with_codes(each, at, seen) for name, each in node.chart.items()}
        return replace(node, verdicts=with_codes(node.verdicts, at, seen), chart=chart)
    return node


def texts(node: Any) -> Iterator[str]:
    """Every text in what a function said."""
    if isinstance(node, str):
        yield node
    elif isinstance(node, tuple | list):
        for each in node:
            yield from texts(each)
    elif hasattr(node, "text"):
        yield node.text


def test_no_words_claim_what_no_verdict_says(answered: dict[str, Answer]) -> None:
    spoke: dict[str, int] = {}
    claims: set[str] = set()
    wrong = []
    calls = speakers()
    for question, answer in answered.items():
        for at in range(MOST_CODES):
            codes: set[str] = set()
            retold = with_codes(answer, at, codes)
            if at and not codes:
                break
            for language in LANGUAGES:
                for name, call in calls.items():
                    try:
                        told = tuple(texts(call(retold, View(language))))
                    except NOT_ITS_ANSWER:
                        continue
                    spoke[name] = spoke.get(name, 0) + len(told)
                    for sentence in told:
                        found = claimed(sentence, language)
                        claims |= found
                        if found - codes - ASSOCIATED.get(question, set()):
                            wrong.append((name, question, sorted(codes), sentence))
    assert not wrong
    assert {name for name in calls if not spoke.get(name)} == set(OTHERS_TRY)
    assert len(answered) > 60
    assert {"rose", "fell", "higher", "lower", "proven", "made_worse", "consistent_with"} <= claims, "words are read"


def test_every_message_that_could_claim_is_known(build: Build) -> None:
    with (CATALOGUES / "zh_CN" / "LC_MESSAGES" / "huiyin.po").open("rb") as lines:
        catalogue = {str(each.id): str(each.string) for each in read_po(lines, locale="zh_CN") if each.id}
    could = {
        english
        for english, chinese in catalogue.items()
        if claimed(english, "en")
        or claimed(chinese, "zh_CN")
        or re.search(NEVER["en"], english)
        or re.search(NEVER["zh_CN"], chinese)
    }
    assert could == OF_A_VERDICT | OF_ITS_OWN_TEST | CLAIMS_NOTHING
    assert len(OF_A_VERDICT) + len(OF_ITS_OWN_TEST) + len(CLAIMS_NOTHING) == len(could), "each stands in one place"
    for english in OF_A_VERDICT:
        assert claimed(english, "en") == claimed(catalogue[english], "zh_CN"), english


def test_a_word_of_its_own_is_caught(answered: dict[str, Answer], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(verdicts._TITLES, "headline", lambda answer, view: view.text("rose"))
    with pytest.raises(AssertionError, match="headline"):
        test_no_words_claim_what_no_verdict_says({"headline": answered["headline"]})
