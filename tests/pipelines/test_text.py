"""Texts become words and themes: what a person wrote is counted once, whole, and never by what it does not say."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pandas as pd
import pytest

from pipelines import models
from pipelines.banks import Bank
from pipelines.refusals import Refused
from pipelines.text import Dictionary, Segmenter, fold, read_dictionary, write
from pipelines.text.segmenting import MOST_WORDS
from tests import small_bank


@pytest.fixture(scope="module")
def shipped() -> Dictionary:
    return read_dictionary()


@pytest.fixture(scope="module")
def segmenter(shipped: Dictionary) -> Segmenter:
    return Segmenter(shipped)


def words(segmenter: Segmenter, text: str) -> list[str]:
    return segmenter.words(fold(text))


def test_every_word_of_the_dictionary_stays_whole_between_others(shipped: Dictionary, segmenter: Segmenter) -> None:
    """Also where the segmenter left to itself cuts it: 手机|银行, 叫|号|机, 到|账慢."""
    torn = [
        word
        for word in sorted(shipped.words - shipped.stop_words)
        if len(word) > 1 and word not in words(segmenter, f"请在{word}了，") + words(segmenter, f"这里的{word}太慢")
    ]
    assert torn == []
    assert words(segmenter, "赎回到账慢") == ["赎回", "到账", "慢"]
    assert words(segmenter, "我的Ｕ盾和K宝坏了") == ["u盾", "k宝", "坏"]


def test_a_dictionary_word_that_the_segmenter_tears_is_joined_afterwards(segmenter: Segmenter) -> None:
    pieces = [("手机", False), ("银", True), ("行", True), ("慢", True), ("手机", False), ("银行", False)]
    joined = [word for word, _ in segmenter._joined(pieces)]
    # behind a gap nothing is joined
    assert joined == ["手机银行", "慢", "手机", "银行"]


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("我不满意", "不满意"),
        ("我不太满意", "不满意"),
        ("不是很满意", "不满意"),
        ("非常不满意！", "不满意"),
        ("没有解决", "没解决"),
        ("并没有真正解决", "没解决"),
        ("未解决", "未解决"),
        ("很不方便", "不方便"),
    ],
)
def test_what_is_negated_is_another_word(segmenter: Segmenter, text: str, word: str) -> None:
    found = words(segmenter, text)
    assert word in found
    assert not {"满意", "解决", "方便"} & set(found)
    assert words(segmenter, "满意。不，谢谢") == ["满意"]


def test_traditional_and_full_width_are_grouped_with_simplified(segmenter: Segmenter) -> None:
    assert words(segmenter, "手機銀行ＡＰＰ，櫃員態度差") == words(segmenter, "手机银行app，柜员态度差")


def test_english_keeps_apostrophes_and_whole_words(segmenter: Segmenter) -> None:
    assert words(segmenter, "The teller DIDN’T listen; 2015payment, the bank's pre-payment") == [
        "teller", "didn't", "listen", "bank", "pre", "payment",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("13800138000", []),
        ("[PHONE]", []),
        ("卡号[CARD]，XXXX/XXXX/2015 xxxx XX", ["卡号"]),
        ("😀😀👍🏽", []),
        ("", []),
        ("\u202e很慢\u200b的\u2066手机\u200d银行\u2069", ["很慢", "手机银行"]),
        ("<script>alert('排队')</script><b onclick=x>转账</b>失败&nbsp;&lt;b&gt;", ["转账", "失败"]),
        ("转账🙂transfer失败перевод", ["转账", "transfer", "失败", "перевод"]),
        ("啊啊啊啊啊啊aaaaaaaa", []),
    ],
)
def test_what_is_no_language_is_no_word(segmenter: Segmenter, text: str, expected: list[str]) -> None:
    assert words(segmenter, text) == expected


def test_a_text_of_ten_thousand_characters_counts_each_word_once_and_no_end_of_words(segmenter: Segmenter) -> None:
    assert words(segmenter, "转账失败，" * 2_000) == ["转账", "失败"]
    letters = [f"{a}{b}{c}" for a in "bcdfg" for b in "bcdfghjklmnpqrst" for c in "bcdfghjklmnp"]
    assert len(words(segmenter, " ".join(letters))) == MOST_WORDS


def test_a_banks_own_lists_stand_instead_and_an_empty_one_is_empty(tmp_path: Path) -> None:
    own = tmp_path / "text"
    own.mkdir()
    (own / "dictionary.txt").write_text("# 无\n\n", encoding="utf-8")
    (own / "stop_words.txt").write_text("\ufeff满意 10 a\n", encoding="utf-8")
    (own / "themes.toml").write_text("", encoding="utf-8")
    read = read_dictionary(tmp_path)
    assert read.words == frozenset()
    assert read.stop_words == {"满意"}
    assert read.themes == ()
    assert words(Segmenter(read), "满意，转账失败") == ["转账", "失败"]


def test_lists_that_cannot_be_read_are_refused_with_every_fault(tmp_path: Path) -> None:
    own = tmp_path / "text"
    own.mkdir()
    (own / "dictionary.txt").write_bytes("手机银行".encode("gb18030"))
    (own / "themes.toml").write_text('[Queue]\nname = "排队"\nterms = ["排队"]\n[fee]\nname = "收费"\nterms = "收费"\n')
    with pytest.raises(Refused) as refused:
        read_dictionary(tmp_path)
    told = str(refused.value)
    assert all(part in told for part in ("dictionary.txt", "[Queue]", "[fee]"))


def bank_of(root: Path, texts: list[str], own: dict[str, str] | None = None) -> Bank:
    """A small bank in which the survey's first answers are these texts and nobody else wrote any."""
    tables = small_bank.tables(responses=max(len(texts), 100))
    tables["service"]["words"] = pd.Series([*texts, *[""] * (len(tables["service"]) - len(texts))])
    for name, text in (own or {}).items():
        path = root / "small" / "config" / "text" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return small_bank.make(root, of=tables)


def test_words_and_themes_of_a_build(tmp_path: Path) -> None:
    texts = ["手机银行转账失败，手机银行又闪退，电话 13800138000"] * 12 + ["排队太久，不满意"] * 10 + ["罕见词语"] * 9
    texts += ["<img src=x onerror=alert(1)>", "😀", "免费停车", "x" * 10_000, "慢，" * 5_000]
    bank = bank_of(tmp_path, texts)
    path = bank.current()
    assert path is not None
    with duckdb.connect(path, read_only=True) as build:

        def ask(sql: str) -> list[tuple]:
            return build.execute(sql).fetchall()

        found = dict(ask("select word, documents from mart_word"))
        # a word of nine texts is not in the build at all; twice in one text counts once
        assert found == {
            "手机银行": 12, "转账": 12, "失败": 12, "闪退": 12, "电话": 12, "排队": 10, "太久": 10, "不满意": 10,
        }  # fmt: skip
        about = dict(ask("select theme_id, count(*) from mart_theme_document group by 1"))
        assert about == {"mobile": 12, "transfer": 12, "queue": 10}
        kept = {text for (text,) in ask("select text from mart_document")}
        # what is stored is what was written, masked
        assert "手机银行转账失败，手机银行又闪退，电话 [PHONE]" in kept
        assert "<img src=x onerror=alert(1)>" in kept
        assert ask("select count(*) from mart_document where score_group = '' and source = 'verbatim'")[0][0] < 5
        assert "人脸识别" in {word for (word,) in ask("select word from reg_word where list = 'dictionary'")}


def test_a_bank_without_dictionary_and_themes_still_has_its_words(tmp_path: Path) -> None:
    empty = dict.fromkeys(("dictionary.txt", "stop_words.txt", "themes.toml"), "")
    bank = bank_of(tmp_path, ["转账失败"] * 10, empty)
    path = bank.current()
    assert path is not None
    with duckdb.connect(path, read_only=True) as build:
        assert build.execute("select word, documents from mart_word order by 1").fetchall() == [
            ("失败", 10),
            ("转账", 10),
        ]
        assert build.execute("select count(*) from mart_theme").fetchall() == [(0,)]


def test_the_themes_are_measured_on_texts_that_a_person_labelled(tmp_path: Path, shipped: Dictionary) -> None:
    assert len(shipped.sample) >= 200
    labels = {label for _, themes in shipped.sample for label in themes}
    assert labels == {theme.theme_id for theme in shipped.themes}
    sample = "text,themes\n排队太久,queue\n叫号机的字小,machines\n我等候多时,queue\n站了半天,queue\n"
    bank = bank_of(tmp_path, ["好"], {"theme_sample.csv": sample})
    path = bank.current()
    assert path is not None
    with duckdb.connect(path, read_only=True) as build:
        (counted,) = build.execute(
            "select sample_texts, labelled, found, found_rightly from mart_theme where theme_id = 'queue'"
        ).fetchall()
    # 叫号机 is found by mistake, 站了半天 is not found
    assert counted == (4, 3, 3, 2)


def test_texts_that_were_read_before_are_not_read_again_and_come_to_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also a word that the same text, told once more, brings into enough texts to be spelled; one falls out."""
    before = ["排队太久", *["柜员很耐心"] * 3, "取号机坏了", "取号机坏了", "网点真远"]
    after = ["大堂没人", "柜员很耐心", "柜员很耐心", "取号机坏了", "取号机坏了", "取号机坏了", "排队太久，网点真远"]

    def tell(connection: duckdb.DuckDBPyConnection, texts: list[str]) -> None:
        connection.execute("create or replace table mart_document (document_id integer, text varchar)")
        connection.executemany("insert into mart_document values (?, ?)", list(enumerate(texts, 1)))
        connection.execute("create or replace table reg_rule as select 'base_hidden_below' as name, 3 as value")

    def found(connection: duckdb.DuckDBPyConnection) -> list[list[tuple[object, ...]]]:
        for name in ("mart_word", "mart_word_document", "mart_theme", "mart_theme_document"):
            models.run(connection, "marts", name)
        names = ("mart_word", "mart_word_document", "mart_theme", "mart_theme_document", "core_segmented")
        return [connection.execute(f"from {name} order by all").fetchall() for name in names]

    with duckdb.connect(tmp_path / "served.duckdb") as connection:
        tell(connection, before)
        write(connection)
        assert "柜员" in {word for _, word, _ in found(connection)[0]}
    read: list[str] = []
    words = Segmenter.words
    monkeypatch.setattr(Segmenter, "words", lambda self, text: read.append(text) or words(self, text))
    with duckdb.connect() as connection:
        connection.execute(f"attach '{tmp_path / 'served.duckdb'}' as served (read_only)")
        tell(connection, after)
        write(connection, is_taken_on=True)
        taken_on, read_again = found(connection), list(read)
        write(connection)
        assert taken_on == found(connection)
    told = [word for _, word, _ in taken_on[0]]
    assert "取号" in told and "柜员" not in told
    assert read_again == ["大堂没人", "取号机坏了", "排队太久,网点真远"]
