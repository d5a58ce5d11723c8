"""Mobile numbers and cards in groups parted otherwise than by blanks and hyphens; amounts, dates and lists stay."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines import cells
from pipelines.privacy import is_personal, mask_text, mobile_digits

MOBILE = ("138", "0013", "8000")
CARD = ("6222", "0212", "3456", "7890", "128")
PARTINGS = (".", "．", "·", "・", "/", "／", "—", "——", "_", "＿", ",", "，", "\t", "\n", "\r\n", " . ", "。")


@pytest.mark.parametrize("parting", PARTINGS)
def test_groups_are_masked_however_they_are_parted(parting: str) -> None:
    assert mask_text(f"电话{parting.join(MOBILE)}没人接") == "电话[PHONE]没人接"
    assert mask_text(f"卡{parting.join(CARD)}") == "卡[CARD]"
    assert mask_text(f"卡{parting.join(['4111', '1111', '1111', '1111'])}。") == "卡[CARD]。"


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("(138)0013-8000", "[PHONE]"),
        ("（138）0013 8000", "[PHONE]"),
        ("（１３８）００１３８０００", "[PHONE]"),
        ("+86(138)00138000", "[PHONE]"),
        ("(+86)(138)0013-8000", "[PHONE]"),
        ("0086（138）0013/8000", "[PHONE]"),
        ("1(138)0013-8000", "1[PHONE]"),
        ("+86.138.0013.8000", "[PHONE]"),
        ("+86 138.0013.8000", "[PHONE]"),
        ("138/0013-8000", "[PHONE]"),
        ("138 0013\n8000", "[PHONE]"),
        ("1\u200e3800\u202a13\u20668000\u200e。", "[PHONE]\u200e。"),
        ("\u200f快\u200f 138\u200b.0013.8000", "\u200f快\u200f [PHONE]"),
        ("139.0013.9000/138.0013.8000", "[PHONE]/[PHONE]"),
        ("评分9\n138.0013.8000\n5", "评分9\n[PHONE]\n5"),
        ("3782/822463/10005", "[CARD]"),
        ("4111.1111.1111.1111,2026", "[CARD],2026"),
        ("a＠b。com", "[EMAIL]"),
        ("写信到 li@mail。example.com。谢谢", "写信到 [EMAIL]。谢谢"),
        ("li@example.com。OK", "[EMAIL]。OK"),
        ("li@example.com+wang@example.com", "[EMAIL][EMAIL]"),
    ],
)
def test_how_people_write_numbers_and_addresses(text: str, masked: str) -> None:
    assert mask_text(text) == masked
    assert mask_text(masked) == masked


@pytest.mark.parametrize(
    "text",
    [
        "12,345,678,901",
        "1,380,013,800元，另12,345,678.90元",
        "2026.03.01 14:22:55",
        "2026/03/01-2026/03/31",
        "2026-03-01,10.5,9.0,8.5,7.5",
        "192.168.100.200/255.255.255.0",
        "3.14159265358979",
        "138.00138000",
        "版本138.0.7204.100",
        "1.2.3.4.5.6.7.8.9.10.11.12",
        "9\n8\n10\n7\n6\n5\n9\n8\n10\n100\n100",
        "100,95,88,76,100,100,95",
        "2019/2020/2021/2022",
        "2021.2022.2023.2024.202",
        "12,138,0013,8000",
        "138,0013,8000,9000",
        "150\n2024\n2025\n2026",
        "138.2024,2025",
        "128.0013.8000",
        "4111.1111.1111.1112",
        "010.12345678",
        "（010）1234/5678",
        "400/820/8820",
        "a@b。",
    ],
)
def test_what_is_grouped_otherwise_stays(text: str) -> None:
    assert mask_text(text) == text
    assert not is_personal(text)


@settings(deadline=None)  # no test asserts a time
@given(st.lists(st.sampled_from((*MOBILE, "138.0013.8000", "86", *CARD, *".,/-—_·()+ \n\u200e9x@。")), max_size=30))
def test_masking_groups_twice_is_masking_them_once(parts: list[str]) -> None:
    masked = mask_text("".join(parts))
    assert mask_text(masked) == masked


def test_a_number_that_seems_part_of_a_list_of_numbers_is_masked_with_its_neighbours() -> None:
    text = "138.0013.8000.138/0013/8000/" * 5_000 + "138.0013.8000"
    assert "0013" not in mask_text(text)


def test_marks_of_writing_direction_are_nothing_that_anybody_sees() -> None:
    marks = "\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
    assert cells.visible(marks.join("138")) == cells.code(marks.join("138")) == cells.header(marks.join("138")) == "138"


def test_the_digits_of_a_mobile_number_are_told_from_other_ids() -> None:
    for text in (
        "13800138000",
        "138 0013 8000",
        "138-0013-8000",
        "+8613800138000",
        "+86 138-00138000",
        "86 13800138000",
    ):
        assert mobile_digits(text) == "13800138000"
    for text in ("8613800138000", "13-800138000", "12800138000", "R-13800138000", "138 0013 800", ""):
        assert mobile_digits(text) is None


@pytest.mark.parametrize("part", ["138", "1,", "1234.", "138.0013.", "5\n", "+86(138)", "1\u200b", "("])
def test_a_cell_of_hundreds_of_thousands_of_characters_comes_back(part: str) -> None:
    """A pattern that looked back from each of them would never end."""
    text = part * (300_000 // len(part))
    assert mask_text(mask_text(text)) == mask_text(text)
