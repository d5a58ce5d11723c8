"""Finding a unit by Chinese name, pinyin, initials, English name or id."""

from __future__ import annotations

from functools import lru_cache

from pypinyin import Style, lazy_pinyin, load_phrases_dict

from dashboard.queries.catalogue import Catalogue, Unit

# 行 is read háng in a bank, which the general dictionary does not know of these words.
load_phrases_dict({word: [[first], ["háng"]] for word, first in (("支行", "zhī"), ("分行", "fēn"), ("总行", "zǒng"))})


@lru_cache(maxsize=4)
def search_index(units: tuple[Unit, ...]) -> dict[str, str]:
    """unit_id -> everything its name may be typed as, in small letters: Chinese, pinyin, initials, English, id."""
    index = {}
    for unit in units:
        own = unit.names[0]
        spelt = "".join(lazy_pinyin(own))
        initials = "".join(lazy_pinyin(own, style=Style.FIRST_LETTER))
        index[unit.unit_id] = " ".join((unit.path[0], spelt, initials, unit.path[1], unit.unit_id)).casefold()
    return index


def find_units(catalogue: Catalogue, typed: str) -> tuple[str, ...]:
    """The units whose name holds every word that was typed, in tree order; all of them where nothing was typed."""
    words = typed.casefold().split()
    index = search_index(catalogue.units)
    return tuple(unit for unit, names in index.items() if all(word in names for word in words))
