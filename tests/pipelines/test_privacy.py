"""Masking and keys: the goldens of the method notes, what must stay, and laws for any text around planted data."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.privacy import is_personal, keyed_hash, mask, mask_text
from pipelines.privacy.recognisers import is_resident_id, passes_luhn

_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


# METHOD §8, Masking: "Goldens [V]: 11010519491231002X valid (sum 167, mod 2 → X); …0021 invalid; Luhn 79927398713,
# 4111111111111111, 6222021234567890128 valid; 13800138000 valid mobile, 95588 and 12378 not valid (must stay)".
def test_goldens_of_the_method_notes() -> None:
    assert sum(w * int(d) for w, d in zip(_WEIGHTS, "11010519491231002", strict=True)) == 167
    assert 167 % 11 == 2
    assert is_resident_id("11010519491231002X")
    assert not is_resident_id("110105194912310021")
    assert all(passes_luhn(number) for number in ("79927398713", "4111111111111111", "6222021234567890128"))
    assert mask_text("11010519491231002X") == "[ID]"
    assert mask_text("4111111111111111") == mask_text("6222021234567890128") == "[CARD]"
    assert mask_text("13800138000") == "[PHONE]"
    assert mask_text("95588") == "95588"
    assert mask_text("12378") == "12378"


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("请拨13800138000，谢谢", "请拨[PHONE]，谢谢"),
        ("+86 138 0013 8000", "[PHONE]"),
        ("86-138-0013-8000", "[PHONE]"),
        ("008613800138000", "[PHONE]"),
        ("手机：１３８００１３８０００。", "手机：[PHONE]。"),
        ("013800138000", "[PHONE]"),
        ("13800138000/13900139000", "[PHONE]/[PHONE]"),
        ("号码12 13800138000 号", "号码12 [PHONE] 号"),
        ("13800138000x", "[PHONE]x"),
        ("11010519491231002x", "[ID]"),
        ("110105 19491231 002X", "[ID]"),
        ("6222 0212 3456 7890 128", "[CARD]"),
        ("卡4111-1111-1111-1111到期", "卡[CARD]到期"),
        ("li.si+bank@mail.example.com", "[EMAIL]"),
        ("13800138000@qq.com", "[EMAIL]"),
        ("邮箱ｚ", "邮箱ｚ"),
        ("li＠example．com", "[EMAIL]"),
    ],
)
def test_known_kinds_become_tokens(text: str, masked: str) -> None:
    assert mask_text(text) == masked


@pytest.mark.parametrize(
    "text",
    [
        "95588 12378 12363 95566-1",
        "010-12345678",
        "0755 87654321",
        "400-820-8820",
        "客服 4008208820",
        "12800138000",  # no mobile begins with 12
        "138001380001",  # twelve digits: no mobile
        "1380013800",  # ten
        "110105194912310021",  # the check character is wrong, and so is Luhn
        "4111111111111112",
        "2026-03-01 14:22:55",
        "共100,000元，利率3.85%",
        "a@b",
        "",
    ],
)
def test_what_is_the_banks_own_or_no_personal_number_stays(text: str) -> None:
    assert mask_text(text) == text
    assert not is_personal(text)


def test_a_resident_id_is_told_before_a_card_and_a_card_before_a_mobile() -> None:
    both = next(number for number in _ids_that_pass_luhn())
    assert is_resident_id(both)
    assert passes_luhn(both)
    assert mask_text(both) == "[ID]"
    card = _with_luhn("621380013800012345")
    assert mask_text(f"{card[:4]} {card[4:8]} {card[8:12]} {card[12:16]} {card[16:]}") == "[CARD]"


def _ids_that_pass_luhn() -> list[str]:
    bodies = [f"11010519491231{sequence:03d}" for sequence in range(1000)]
    ids = [body + "10X98765432"[sum(w * int(d) for w, d in zip(_WEIGHTS, body, strict=True)) % 11] for body in bodies]
    return [number for number in ids if number.isdecimal() and passes_luhn(number)]


def _with_luhn(body: str) -> str:
    return next(body + digit for digit in "0123456789" if passes_luhn(body + digit))


_digits = st.text("0123456789", min_size=12, max_size=18)
_cards = _digits.map(_with_luhn)
_mobiles = st.tuples(st.sampled_from("3456789"), st.text("0123456789", min_size=9, max_size=9)).map(
    lambda parts: "1" + "".join(parts)
)
_ids = st.tuples(
    st.sampled_from(["110105", "310104", "440305"]),
    st.dates(min_value=pd.Timestamp("1930-01-01").date(), max_value=pd.Timestamp("2015-12-31").date()),
    st.integers(0, 999),
).map(lambda parts: f"{parts[0]}{parts[1]:%Y%m%d}{parts[2]:03d}")
_full_ids = _ids.map(
    lambda body: body + "10X98765432"[sum(w * int(d) for w, d in zip(_WEIGHTS, body, strict=True)) % 11]
)
_mails = st.from_regex(r"[a-z][a-z0-9._]{0,12}@[a-z0-9]{1,10}\.(com|cn)", fullmatch=True)
_planted = st.one_of(_cards, _mobiles, _full_ids, _mails)
_words = st.text(st.characters(codec="utf-8", exclude_categories=("Nd", "Cs")), max_size=20).filter(
    # A text that goes on with more of an address or a number makes another one of it.
    lambda text: (
        not any(character in text for character in "@＠+＋.．-－xXｘＸ_＿%−\u2010\u2011\u2012\u2013 \u00a0\u3000")
        and not any("a" <= character.lower() <= "z" for character in text)
    )
)


@settings(deadline=None)  # no test asserts a time
@given(st.lists(st.tuples(_words, _planted), min_size=1, max_size=4), _words)
def test_nothing_planted_survives(pieces: list[tuple[str, str]], end: str) -> None:
    text = "，".join(before + "：" + planted + "。" for before, planted in pieces) + end
    masked = mask_text(text)
    for _, planted in pieces:
        assert planted not in masked


@settings(deadline=None)  # no test asserts a time
@given(st.text(st.characters(codec="utf-8"), max_size=60) | st.text("0123456789 -xX@.+ab１", max_size=60))
def test_masking_twice_is_masking_once(text: str) -> None:
    assert mask_text(mask_text(text)) == mask_text(text)


@settings(deadline=None)  # no test asserts a time
@given(st.lists(st.none() | _planted | st.text(max_size=10), max_size=8))
def test_a_column_is_masked_as_its_texts_are(texts: list[str | None]) -> None:
    series = pd.Series(texts, index=range(10, 10 + len(texts)), dtype="str")
    masked = mask(series)
    expected = [None if text is None else mask_text(text) for text in texts]
    assert [None if isinstance(text, float) else text for text in masked.texts] == expected
    assert masked.texts.index.equals(series.index)
    assert (masked.pieces > 0) == any(text is not None and is_personal(text) for text in texts)


def test_pieces_are_counted_in_every_row() -> None:
    masked = mask(pd.Series(["13800138000 li@example.com", "13800138000 li@example.com", None, "95588"], dtype="str"))
    assert masked.pieces == 4


def test_a_cell_of_three_megabytes_is_masked() -> None:
    text = "排队" * 750_000 + "13800138000" + "a@b." * 300_000
    assert "13800138000" not in mask_text(text)


def test_the_same_person_is_the_same_key_only_within_a_bank_and_a_purpose() -> None:
    key = keyed_hash(b"one", "respondent_key", "13800138000")
    assert key == keyed_hash(b"one", "respondent_key", "13800138000")
    assert len(key) == 32
    assert key != keyed_hash(b"two", "respondent_key", "13800138000")
    assert key != keyed_hash(b"one", "proposer_key", "13800138000")
    # RFC 4231 gives HMAC-SHA256; this one was computed with openssl: printf 'p\037x' | openssl dgst -sha256 -hmac key
    assert keyed_hash(b"key", "p", "x") == OPENSSL[:32]
    with pytest.raises(ValueError, match="secret"):
        keyed_hash(b"", "respondent_key", "x")


OPENSSL = "8572fbc631c178e46d9a340d6dc51336a670a89ac002125b96ede5cb34fbbcdf"
