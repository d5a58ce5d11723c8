"""What the voices say of a bank in which we know who said what; and what they must not say."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from dashboard import verdicts
from dashboard.answers import themes, voices
from dashboard.ledger import drafts, open_ledger
from dashboard.listening import Listening, listening_of
from dashboard.queries.builds import Build, open_build
from dashboard.scopes import Scope, local_user
from dashboard.slices import Slice
from dashboard.views import View
from tests import small_bank
from tests.dashboard.opened import draw, figures, open_app, words

EVERYONE = Listening()
QUARTER = Slice(period="2026Q3")
RISING, RARE = "人脸识别", "回单机"
HURTS = ("排队太久，不满意", "排队太久", "收费不满意", "收费不透明", "The queue was endless")
PLEASES = ("柜员热情，满意", "转账方便", "Everything was quick")


def planted(root: Path) -> Build:
    """Detractors speak of queues and fees, promoters of friendliness; a word rises in the last quarter; another one is
    in nine texts of it."""
    tables = small_bank.tables(responses=6_000)
    service = tables["service"]
    random = np.random.default_rng(7)
    score = pd.to_numeric(service["recommend"], errors="coerce")
    texts = np.where(score <= 6, random.choice(HURTS, len(score)), random.choice(PLEASES, len(score)))
    texts = np.where(random.random(len(score)) < 0.6, texts, "").astype(object)
    days = pd.to_datetime(service["answered"])
    late = np.flatnonzero((days >= "2026-07-01").to_numpy())
    early = np.flatnonzero((days < "2026-07-01").to_numpy())
    texts[late[:20]] = f"{RISING}过不去<b>失败</b>，电话 13800138000"
    texts[late[20:40]] = f"{RISING}打不开"
    texts[early[:20]] = f"{RISING}过不去"
    texts[late[40:49]] = f"{RARE}坏了"
    texts[early[20:26]] = f"{RARE}坏了"
    service["words"] = texts
    small_bank.make(root, of=tables)
    return open_build("small", root)


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("voices")


@pytest.fixture(scope="module")
def spoken(root: Path) -> Build:
    return planted(root)


def test_the_planted_word_rises_first_and_says_from_what_to_what(spoken: Build, me: Scope) -> None:
    answer = voices.rising(spoken, QUARTER, me, EVERYONE)
    told = [value.of("word") for value in answer.values]
    assert told[0] == RISING
    # 失败 and 电话 came with it; what everybody always says did not rise
    assert set(told) <= {RISING, "过不去", "打不开", "失败", "电话"}
    first = answer.values[0]
    assert first.parts["documents"] == 40
    assert first.score == pytest.approx(100 * 40 / answer.chart["documents"])
    assert answer.verdicts[0].code == "rose"
    assert answer.footer.comparisons > 10
    assert RISING in verdicts.title(answer, View())


def test_nothing_rises_where_nothing_was_planted(spoken: Build, me: Scope) -> None:
    answer = voices.rising(spoken, Slice(period="2026Q1"), me, EVERYONE)
    assert not answer.values
    assert not answer.missing
    assert "未见" in verdicts.title(answer, View())


def test_what_detractors_say_and_what_promoters_say(spoken: Build, me: Scope) -> None:
    answer = voices.telling(spoken, QUARTER, me, EVERYONE)
    sides = {value.of("word"): value.of("group") for value in answer.values}
    assert sides["不满意"] == sides["排队"] == sides["不透明"] == "detractor"
    assert sides["满意"] == sides["柜员"] == sides["quick"] == "promoter"
    odds = {value.of("word"): odds for value, odds in zip(answer.values, answer.chart["odds"], strict=True)}
    assert odds["不满意"][1] > 1 > odds["满意"][2]
    one = voices.telling(spoken, QUARTER, me, Listening(group="passive"))
    assert one.chart["sides"] == ("passive", "others")


def test_words_said_together_are_not_one_expression(spoken: Build, me: Scope) -> None:
    everything = replace(QUARTER, period="all")
    pairs = {(value.of("word"), value.of("with")) for value in voices.together(spoken, everything, me, EVERYONE).values}
    assert {frozenset(pair) for pair in pairs} >= {frozenset(("排队", "不满意"))}
    # 排队 and 太久 never come alone
    assert frozenset(("排队", "太久")) not in {frozenset(pair) for pair in pairs}
    only = voices.together(spoken, everything, me, Listening(word="排队"))
    assert only.values
    assert all("排队" in (value.of("word"), value.of("with")) for value in only.values)


def test_themes_carry_the_score_of_those_who_speak(spoken: Build, me: Scope) -> None:
    answer = themes.themes(spoken, QUARTER, me, EVERYONE)
    told = {value.of("theme"): value for value in answer.values}
    # a theme crosses with everything else, so its score is a free combination: nothing under a hundred answers
    assert all(score.score is None for score in answer.chart["scores"] if (score.base or 0) < 100)
    longer = themes.themes(spoken, replace(QUARTER, period="all"), me, EVERYONE)
    ids = [value.of("theme") for value in longer.values]
    scores = dict(zip(ids, longer.chart["scores"], strict=True))
    assert scores["queue"].score == pytest.approx(-100, abs=2)  # in steps of three points at 409 answers
    assert scores["attitude"].score is not None
    assert scores["attitude"].score > 0
    codes = dict(zip(told, (verdict.code for verdict in answer.verdicts), strict=True))
    assert codes["identity"] == "rose"
    assert "rose" not in (codes["queue"], codes["attitude"])
    # nine texts: not told, and only counted as one theme
    assert "machines" not in told
    assert answer.chart["small"] == 1
    (trust,) = answer.chart["precision_all"]
    assert trust.score is not None
    assert trust.base_of == "labelled_texts"
    by_month = themes.months(spoken, QUARTER, me, Listening(theme="queue"))
    assert len(by_month.values) == 24
    assert sum(value.score is not None for value in by_month.values) > 12


@pytest.mark.parametrize("opened", [Listening(word=RARE), Listening(theme="machines")])
def test_nine_texts_are_neither_counted_nor_opened(spoken: Build, me: Scope, opened: Listening) -> None:
    answer = voices.texts(spoken, QUARTER, me, opened)
    assert answer.chart["texts"] == ()
    assert answer.chart["withheld"] == "too_few"
    assert answer.chart["opened"] is None
    more = voices.texts(spoken, replace(QUARTER, period="all"), me, opened)
    assert more.chart["opened"] == 15
    assert len(more.chart["texts"]) == 1


def test_texts_are_masked_newest_first_each_wording_once(spoken: Build, me: Scope) -> None:
    answer = voices.texts(spoken, QUARTER, me, Listening(word=RISING))
    assert answer.chart["opened"] == 40
    other, text = sorted(each.text for each in answer.chart["texts"])
    assert other == f"{RISING}打不开"
    assert text == f"{RISING}过不去<b>失败</b>，电话 [PHONE]"


def test_who_may_not_read_gets_no_text_and_who_sees_a_branch_gets_its_own(spoken: Build, me: Scope) -> None:
    opened = Listening(word="排队")
    blind = replace(me, may_read_verbatims=False)
    answer = voices.texts(spoken, QUARTER, blind, opened)
    assert answer.chart["texts"] == ()
    assert answer.chart["withheld"] == "not_permitted"
    branch = replace(me, visible=frozenset({"o01"}))
    always = replace(QUARTER, period="all")
    own = voices.texts(spoken, always, branch, opened)
    assert {text.unit_id for text in own.chart["texts"]} == {"o01"}
    assert own.chart["opened"] < voices.texts(spoken, always, me, opened).chart["opened"]


def test_a_free_combination_needs_a_hundred_texts_and_is_in_whole_per_cent(spoken: Build, me: Scope) -> None:
    narrow = QUARTER.with_members("line", ("card",)).with_members("channel", ("app",))
    assert voices.rising(spoken, narrow, me, EVERYONE).missing == "too_few_documents"
    wide = QUARTER.with_members("line", ("card", "retail", "wealth")).with_members(
        "channel", ("app", "branch", "hotline")
    )
    answer = voices.rising(spoken, wide, me, EVERYONE)
    assert "freer_cut_documents" in answer.footer.notes
    assert all(value.score == round(value.score or 0) for value in answer.values)
    assert all(verdict.p_value is None for verdict in answer.verdicts)
    # nor the exact counts behind the whole per cent
    assert not any(value.parts for value in answer.values)
    assert all(before == round(before) for before in answer.chart["before"])


def test_what_is_missing_is_said(spoken: Build, build: Build, me: Scope) -> None:
    assert voices.rising(spoken, Slice(period="2020"), me, EVERYONE).missing == "no_documents"
    assert voices.rising(spoken, Slice(period="2024Q4"), me, EVERYONE).missing == "no_baseline"
    assert voices.rising(spoken, QUARTER, me, Listening(source="contact")).missing == "no_documents"
    # the common small bank has too few texts with a score in one outlet
    lone = Slice(period="2026Q3", units=("o04",))
    assert voices.telling(build, lone, me, EVERYONE).missing in ("too_few_scored", "too_few_documents")
    for code in ("no_documents", "no_baseline", "too_few_documents", "too_few_scored"):
        answer = voices.rising(spoken, Slice(period="2020"), me, EVERYONE)
        assert verdicts.missing(replace(answer, missing=code), View(language="en"))  # type: ignore[arg-type]


@pytest.mark.parametrize("language", ["zh_CN", "en"])
def test_every_answer_is_drawn_and_said(spoken: Build, me: Scope, language: str) -> None:
    view = View(language=language)  # type: ignore[arg-type]
    told = [
        voices.rising(spoken, QUARTER, me, EVERYONE),
        voices.telling(spoken, QUARTER, me, EVERYONE),
        voices.together(spoken, QUARTER, me, EVERYONE),
        themes.themes(spoken, QUARTER, me, EVERYONE),
        themes.months(spoken, QUARTER, me, Listening(theme="queue")),
    ]
    for answer in told:
        assert verdicts.title(answer, view)
        figure = draw(answer, view)
        assert len(figure.data) >= 2


def test_an_address_of_voices_says_what_it_does_not_know() -> None:
    heard, faults = listening_of({"heard": ["contact"], "group": ["detractor"], "word": ["a"]}, {"queue"})
    assert heard == Listening("contact", "detractor", "a", "")
    assert not faults
    wrong = {"heard": ["rumour", "contact"], "group": ["x"], "theme": ["y"]}
    assert listening_of(wrong, {"queue"})[1] == (
        ("heard", "contact"), ("heard", "rumour"), ("group", "x"), ("theme", "y"),
    )  # fmt: skip


def test_the_page_opens_a_word_in_place_and_shows_markup_as_text(
    monkeypatch: pytest.MonkeyPatch, root: Path, spoken: Build
) -> None:
    app = open_app(monkeypatch, root, "voices", period="2026Q3")
    assert not app.exception
    assert len(figures(app)) == 4
    # the word that rose most surely is open
    bodies = "".join(element.proto.body for element in app.get("html"))
    assert "&lt;b&gt;失败&lt;/b&gt;" in bodies
    assert "[PHONE]" in words(app)
    app.button(key="draft-word").click().run()
    (draft,) = drafts.waiting(open_ledger("small", root / "small"), local_user())
    assert (draft.kind, draft.page, draft.build) == ("rising_word", "voices", spoken.id)
    assert draft.numbers["word"] == RISING
    assert draft.numbers["texts"] == 40
    app.pills(key="open-word-telling").set_value("不满意").run()
    assert dict(app.query_params) == {"period": "2026Q3", "word": "不满意"}
    assert "含“不满意”的原话" in words(app)
    app.pills(key="voices-group").set_value("detractor").run()
    assert dict(app.query_params) == {"period": "2026Q3", "word": "不满意", "group": "detractor"}
    app.button(key="reset").click().run()
    assert dict(app.query_params) == {}


def test_the_page_says_what_it_does_not_know(monkeypatch: pytest.MonkeyPatch, root: Path, spoken: Build) -> None:
    app = open_app(monkeypatch, root, "voices", theme="weather", lang="en")
    assert "weather" in words(app)
    assert not figures(app)
    app.button(key="drop-unheard").click().run()
    assert figures(app)
    rare = open_app(monkeypatch, root, "voices", word=RARE, period="2026Q3")
    assert "不足十条原话" in words(rare)
