"""The organisation tree of the bar: any depth, several units, search in Chinese, pinyin, initials, English or by id."""

from __future__ import annotations

import json
from dataclasses import replace
from functools import lru_cache
from pathlib import Path

import streamlit as st
from pypinyin import Style, lazy_pinyin, load_phrases_dict

from dashboard.components.context import Context
from dashboard.queries.catalogue import Unit
from dashboard.views import Language, View

# 行 is read háng in a bank, which the general dictionary does not know of these words.
load_phrases_dict({word: [[first], ["háng"]] for word, first in (("支行", "zhī"), ("分行", "fēn"), ("总行", "zǒng"))})

KEY = "unit-tree"
_FOLDER = Path(__file__).parent
_HTML = """<div class="wrap">
  <label class="find-label" for="find"></label>
  <input class="find" id="find" type="search" autocomplete="off" spellcheck="false">
  <div class="tree" role="tree" aria-multiselectable="true" tabindex="0">
    <div class="space" role="presentation"></div>
  </div>
  <div class="foot"><span class="told" role="status"></span><button type="button" class="clear"></button></div>
</div>"""
_tree = st.components.v2.component(
    "huiyin.unit_tree",
    html=_HTML,
    css=(_FOLDER / "unit_tree.css").read_text(encoding="utf-8"),
    js=(_FOLDER / "unit_tree.js").read_text(encoding="utf-8"),
)


def show_tree(context: Context) -> None:
    """The tree with the slice's units chosen in it; every choice goes into the address, so that back undoes it."""
    view = context.view

    def chosen() -> None:
        known = context.catalogue.unit
        ids = tuple(unit for unit in st.session_state[KEY].get("chosen") or () if unit in known)
        context.go(replace(context.chosen, units=ids))

    _tree(
        key=KEY,
        data={
            "units": written(context.catalogue.units, view.language),
            "chosen": list(context.chosen.units),
            "words": _words(view),
        },
        on_chosen_change=chosen,
    )


@lru_cache(maxsize=8)
def written(units: tuple[Unit, ...], language: Language) -> str:
    """The tree as the browser reads it: [id, place of the parent or −1, name, level, what it may be typed as] each.

    Parents stand before their children; a unit whose parent is not among ``units`` is a root.
    """
    view = View(language=language)
    place = {unit.unit_id: at for at, unit in enumerate(units)}
    rows = [
        [
            unit.unit_id,
            place.get(unit.parent_id or "", -1),
            view.name(unit.names),
            view.name(unit.level_names),
            spelt(unit),
        ]
        for unit in units
    ]
    return json.dumps(rows, ensure_ascii=False, separators=(",", ":"))


def spelt(unit: Unit) -> str:
    """Everything a unit's own name may be typed as, in small letters: Chinese, pinyin, initials, English, id."""
    own, english = unit.names
    initials = "".join(lazy_pinyin(own, style=Style.FIRST_LETTER))
    return " ".join(dict.fromkeys((own, "".join(lazy_pinyin(own)), initials, english, unit.unit_id))).casefold()


def _words(view: View) -> dict[str, str]:
    return {
        "find": view.text("Find a unit"),
        "hint": view.text("Name, pinyin, initials or id"),
        "tree": view.text("Organisation"),
        "found": view.text("Found: {count}", count="{count}"),
        "none": view.text("No unit is called that."),
        "chosen": view.text("Chosen: {count}", count="{count}"),
        "whole": view.text("Whole bank"),
        "clear": view.text("Back to the whole bank"),
    }
