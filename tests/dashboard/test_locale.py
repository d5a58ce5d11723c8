"""Every sentence of the dashboard has its Chinese, with the same places for values and nothing left over."""

from __future__ import annotations

import ast
import string
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po

from dashboard.views import CATALOGUES, View

DASHBOARD = Path(__file__).parents[2] / "dashboard"
PIPELINES = DASHBOARD.parent / "pipelines"


def calls() -> Iterator[tuple[str, ast.Call]]:
    """Every ``view.text(…)`` of the dashboard with its place, also those inside f-strings."""
    for file in sorted(DASHBOARD.rglob("*.py")):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Attribute)
                and node.func.attr == "text"
                and isinstance(node.func.value, ast.Name | ast.Attribute)
                and ast.unparse(node.func.value).endswith("view")
            ):
                yield f"{file.relative_to(DASHBOARD)}:{node.lineno}", node


def said() -> Iterator[tuple[str, ast.Call]]:
    """Every sentence of the pipelines that a page may have to say, with its place."""
    for file in sorted(PIPELINES.rglob("*.py")):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "said":
                yield f"pipelines/{file.relative_to(PIPELINES)}:{node.lineno}", node


def catalogue(language: str) -> Catalog:
    with (CATALOGUES / language / "LC_MESSAGES" / "huiyin.po").open("rb") as lines:
        return read_po(lines, locale=language)


def places(message: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(message) if name}


def test_every_message_is_a_literal_and_is_given_the_values_it_names() -> None:
    faults = []
    for place, call in (*calls(), *said()):
        message = call.args[0]
        if not isinstance(message, ast.Constant) or not isinstance(message.value, str):
            faults.append(f"{place}: not a literal")
            continue
        given = {keyword.arg for keyword in call.keywords}
        is_plain = not given and place.startswith("pipelines")  # braces of TOML and JSON are no places for values
        if not is_plain and places(message.value) != given:
            faults.append(f"{place}: {message.value!r} names {places(message.value)}, is given {given}")
    assert not faults


def test_every_message_has_its_chinese_and_none_is_left_over() -> None:
    used = {call.args[0].value for _, call in (*calls(), *said()) if isinstance(call.args[0], ast.Constant)}
    chinese = {str(message.id): str(message.string) for message in catalogue("zh_CN") if message.id}
    assert sorted(used - {message for message, told in chinese.items() if told}) == []
    assert sorted(set(chinese) - used) == []


def test_chinese_keeps_the_places_for_values_and_is_no_fuzzy_guess() -> None:
    wrong = [
        message.id
        for message in catalogue("zh_CN")
        if message.id and (places(str(message.id)) != places(str(message.string)) or message.fuzzy)
    ]
    assert not wrong


@pytest.mark.parametrize(
    ("english", "chinese"),
    [
        ("rose", "上升"),
        ("fell", "下降"),
        ("no clear change", "无明显变化"),
        ("too few", "样本不足"),
        ("higher", "较高"),
        ("lower", "较低"),
        ("cannot be told apart", "无法区分"),
        ("proven", "见效"),
        ("made worse", "变差"),
        ("not the expected size", "未达预期"),
        ("inconclusive", "尚难判断"),
        ("consistent with", "方向一致"),
        ("too early", "为时尚早"),
        ("Promoters", "推荐者"),
        ("Passives", "中立者"),
        ("Detractors", "贬损者"),
        ("Adopted", "采纳"),
        ("Base", "基数"),
        ("Line", "条线"),
        ("Touchpoint", "触点"),
    ],
)
def test_the_glossary_is_kept(english: str, chinese: str) -> None:
    view = View(language="zh_CN")
    assert view.text(english) == chinese
    assert View(language="en").text(english) == english


def test_no_full_stop_or_comma_of_the_other_script() -> None:
    """Chinese sentences end in 。 and are joined by ，; a half-width one after a Chinese letter is a slip."""
    slips = []
    for message in catalogue("zh_CN"):
        told = str(message.string)
        for first, second in pairwise(told):
            if "\u4e00" <= first <= "\u9fff" and second in ",;:?!()":
                slips.append((message.id, told))
    assert not slips
