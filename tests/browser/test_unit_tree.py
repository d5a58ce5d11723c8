"""The organisation tree in a real browser: keyboard, pointer, search, the address and the way back; and its size."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from dashboard.components import unit_tree
from tests.browser.accessible import assert_accessible
from tests.browser.conftest import Open, settled

pytestmark = pytest.mark.browser

COMPONENTS = Path(unit_tree.__file__).parent


def open_tree(page: Page, label: str = "机构：全行") -> Locator:
    page.get_by_role("button", name=label).click()
    tree = page.get_by_role("tree")
    expect(tree.get_by_role("treeitem").first).to_be_visible()
    return tree


def chosen(page: Page, *units: str) -> None:
    """Wait until exactly these units stand in the address and the page has been drawn with them."""
    page.wait_for_function(
        "wanted => JSON.stringify(new URLSearchParams(location.search).getAll('unit').sort()) === wanted",
        arg=json.dumps(sorted(units), separators=(",", ":")),
    )
    settled(page)


def item(tree: Locator, path: str) -> Locator:
    return tree.get_by_role("treeitem", name=path)


def test_the_tree_is_walked_and_chosen_from_with_the_keyboard_alone(open_page: Open) -> None:
    page = open_page("/journeys")
    tree = open_tree(page)
    tree.focus()
    page.keyboard.press("ArrowDown")
    expect(item(tree, "东区分行, 分行")).to_have_attribute("aria-expanded", "false")
    page.keyboard.press("ArrowRight")
    expect(item(tree, "东区分行, 分行")).to_have_attribute("aria-expanded", "true")
    page.keyboard.press("ArrowRight")
    active = tree.get_attribute("aria-activedescendant")
    assert tree.locator(f"#{active}").get_attribute("aria-label") == "总行 / 东区分行 / 营业部, 网点"
    page.keyboard.press("Space")
    chosen(page, "o01")
    expect(item(tree, "东区分行 / 营业部")).to_have_attribute("aria-selected", "true")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    chosen(page, "o01", "o02")
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("Space")
    chosen(page, "r01")
    page.keyboard.press("ArrowLeft")
    expect(item(tree, "东区分行, 分行")).to_have_attribute("aria-expanded", "false")


def test_back_undoes_a_choice_and_the_link_shows_it_to_somebody_else(open_page: Open) -> None:
    page = open_page("/journeys")
    tree = open_tree(page)
    item(tree, "东区分行, 分行").click()
    chosen(page, "r01")
    item(tree, "西区分行, 分行").click()
    chosen(page, "r01", "r02")
    page.go_back()
    chosen(page, "r01")
    link = urlsplit(page.url)
    other = open_page(f"{link.path}?{link.query}", is_second=True)
    again = open_tree(other, "机构：东区分行")
    expect(item(again, "东区分行, 分行")).to_have_attribute("aria-selected", "true")
    expect(item(again, "西区分行, 分行")).to_have_attribute("aria-selected", "false")
    other.get_by_role("button", name="恢复为全行").click()
    chosen(other)
    assert parse_qs(urlsplit(other.url).query) == {}


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("人民路", ["o02"]),
        ("renminlu", ["o02"]),
        ("RMLZH", ["o02"]),
        ("yyb", ["o01", "o04"]),
        ("营业部 东区", ["o01"]),
        ("Lakeside", ["o03"]),
        ("o06", ["o06"]),
        ("没有", []),
    ],
)
def test_what_is_typed_finds_units(browser: Browser, typed: str, found: list[str]) -> None:
    rows = [
        ["hq", -1, "总行", "总行", "总行 zonghang zh head office hq"],
        ["r01", 0, "东区分行", "分行", "东区分行 dongqufenhang dqfh east r01"],
        ["o01", 1, "营业部", "网点", "营业部 yingyebu yyb main o01"],
        ["o02", 1, "人民路支行", "网点", "人民路支行 renminluzhihang rmlzh people's road o02"],
        ["o03", 1, "湖滨支行", "网点", "湖滨支行 hubinzhihang hbzh lakeside o03"],
        ["r02", 0, "西区分行", "分行", "西区分行 xiqufenhang xqfh west r02"],
        ["o04", 5, "营业部", "网点", "营业部 yingyebu yyb main o04"],
        ["o06", 5, "西湖支行", "网点", "西湖支行 xihuzhihang xhzh west lake o06"],
    ]
    page = alone(browser, rows)
    page.get_by_role("searchbox").fill(typed)
    hits = page.locator(".row.hit .name").all_inner_texts()
    assert hits == [row[2] for row in rows if row[0] in found]
    page.close()


def test_five_thousand_units_of_seven_levels_are_drawn_as_a_screenful(browser: Browser) -> None:
    """Work is counted, not time: however many units there are, only the rows in sight are in the page."""
    rows = [[f"u{at}", (at + 3) // 4 - 1, f"机构{at}", "网点", f"机构{at} u{at}"] for at in range(5000)]
    page = alone(browser, rows)
    tree = page.get_by_role("tree")
    tree.focus()
    for _ in range(7):
        page.keyboard.press("*")
        page.keyboard.press("ArrowDown")
    page.get_by_role("searchbox").fill("u")
    assert page.evaluate("document.querySelector('.space').offsetHeight") > 100_000
    assert 0 < tree.get_by_role("treeitem").count() < 60
    page.get_by_role("searchbox").press("ArrowDown")
    page.keyboard.press("End")
    last = tree.locator(f"#{tree.get_attribute('aria-activedescendant')}")
    expect(last).to_be_in_viewport()
    page.keyboard.press("Space")
    assert page.evaluate("window.trees.length") == 0
    page.wait_for_function("() => window.trees.length === 1")
    assert tree.get_by_role("treeitem").count() < 60
    page.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_open_tree_shuts_nobody_out_and_fits_a_phone(open_page: Open, scheme: str) -> None:
    page = open_page("/journeys?unit=o01", width=390, scheme=scheme)
    tree = open_tree(page, "机构：营业部")
    assert_accessible(page)
    box = tree.bounding_box()
    assert box is not None
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= 390


def alone(browser: Browser, rows: Sequence[object]) -> Page:
    """The component by itself over some units; what it would send stands in ``window.trees``."""
    page = browser.new_page()
    page.set_content(f"<style>{(COMPONENTS / 'unit_tree.css').read_text(encoding='utf-8')}</style>{unit_tree._HTML}")
    words = dict.fromkeys(("find", "hint", "tree", "found", "none", "chosen", "whole", "clear"), "find")
    script = (COMPONENTS / "unit_tree.js").read_text(encoding="utf-8").replace("export default", "window.mount =", 1)
    page.evaluate(f"() => {{ {script} }}")
    page.evaluate(
        """given => { window.trees = []; window.mount({ parentElement: document, data: given,
            setTriggerValue: (name, ids) => window.trees.push(ids) }) }""",
        {"units": json.dumps(rows), "chosen": [], "words": words},
    )
    return page
