"""The small bank with personal data planted in every text, in cells that are refused, and in the names of its files."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from pipelines.banks import Bank
from tests import small_bank
from tests.pipelines import masking

CELL = "电话13800138000，证11010519491231002X，卡6222021234567890128，zhang_san@qq.com，15912345678"
PLANTED = (
    "zhang_san@qq.com",
    *dict.fromkeys(
        words
        for language in masking.LANGUAGES
        for text in masking.texts(language)
        for kind, words in text.planted
        if kind in masking.RECOGNISED
    ),
)
"""Every recognised piece of the written Chinese and English texts, and one more address."""


def write(bank: Bank) -> tuple[Path, ...]:
    """The bank's exports, to be loaded."""
    of = small_bank.tables(responses=2000)
    corpus = [text.words for language in masking.LANGUAGES for text in masking.texts(language)]
    words = np.resize(np.array([*corpus, CELL], dtype=object), len(of["service"]))
    service = of["service"].assign(words=words)
    service.loc[:40, "recommend"] = np.resize(np.array([CELL, *corpus], dtype=object), 41)  # refused, and quoted
    service.loc[41:60, "answered"] = "13800138000"
    service.loc[61:64, "unit"] = "138\u200b0013\u200b8000"  # with what nobody sees between
    of["service"] = service
    of["suggestions"] = of["suggestions"].assign(text=np.resize(np.array([CELL, *corpus]), len(of["suggestions"])))
    paths = small_bank.write(bank, of)
    return tuple(path.rename(path.with_name(f"{path.stem} 13800138000.csv")) for path in paths)


def survivors(text: str) -> list[str]:
    """What was planted and can still be read, also by who leaves out what nobody sees."""
    plain = text.replace("\u200b", "").replace("\\u200b", "")
    return [each for each in PLANTED if each in plain]
