"""Cuts a folded text into the words that are counted: Chinese by rjieba and a dictionary, others by letters."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from functools import lru_cache

import rjieba

from pipelines.text.dictionaries import Dictionary

MOST_WORDS = 500
"""Different words that one text may count for; a text of many pages is still one customer's."""
LONGEST_WORD = 40
"""Letters of a word; longer runs are no words but keyboards that stuck."""

_HAN = "\u3400-\u4dbf\u4e00-\u9fff\u3007"
_LETTER = rf"[^\W\d_{_HAN}]"
_IS_HAN = re.compile(f"[{_HAN}]")
_RUN = rf"[{_HAN}]+|(?<![0-9_])(?<!{_LETTER}){_LETTER}+(?:'{_LETTER}+)*"
"""Words of letters begin where no letter or digit stands before: 2015payment is a slip, not the word payment."""
_REPEATED = re.compile(r"(.)\1{2,}|[啊哈呵嗯哦呀]{2,}")

NEGATIONS = {
    "不": "不", "不太": "不", "不大": "不", "不够": "不", "不怎么": "不", "不是": "不", "不能": "不能", "不会": "不会",
    "并不": "不", "毫不": "不", "没": "没", "没有": "没", "没能": "没", "并没有": "没", "未": "未", "未能": "未",
    "无": "无", "毫无": "无", "从不": "从不", "从未": "从未",
}  # fmt: skip
"""A negation and the form in which it is joined to the word behind it: 不太满意 and 不满意 are one word, not 满意."""
_FILLERS = frozenset(
    [
        "太",
        "很",
        "是",
        "够",
        "怎么",
        "那么",
        "这么",
        "特别",
        "非常",
        "十分",
        "大",
        "再",
        "什么",
        "任何",
        "有",
        "真正",
        "及时",
    ]
)
"""Words that may stand between a negation and what it negates."""
_MOST_JOINED = 4
"""Pieces that may be joined into one dictionary word."""


class Segmenter:
    """Cuts texts with one dictionary. Not shared between threads."""

    def __init__(self, dictionary: Dictionary) -> None:
        self._words = dictionary.words
        self._stop = dictionary.stop_words
        # words of two scripts (u盾) would be cut where the script changes: they are looked for first
        mixed = sorted((word for word in dictionary.words if _is_mixed(word)), key=len, reverse=True)
        self._runs = re.compile("|".join([*map(re.escape, mixed), _RUN]))
        self._jieba = rjieba.Jieba()
        for word in dictionary.words:
            if len(word) > 1:
                self._jieba.add_word(word, self._frequency(word), None)

    def _frequency(self, word: str) -> int:
        """High enough that the word beats its pieces, as the segmenter itself reckons it."""
        return max(self._jieba.suggest_freq(word), 1)

    def words(self, folded: str) -> list[str]:
        """The different words of a folded text in their order, at most MOST_WORDS; no stop words, no lone letters.

        >>> dictionary = Dictionary(frozenset({"手机银行", "慢"}), frozenset({"the"}), ())
        >>> Segmenter(dictionary).words("手机银行太慢，我不太满意 the app isn't ok")
        ['手机银行', '慢', '不满意', 'app', "isn't", 'ok']
        """
        found: dict[str, None] = {}
        for word in self._negated(self._joined(self._pieces(folded))):
            if self._counts(word):
                found[word] = None
                if len(found) == MOST_WORDS:
                    break
        return list(found)

    def _counts(self, word: str) -> bool:
        if word in self._stop or len(word) > LONGEST_WORD:
            return False
        if len(word) == 1:
            return word in self._words
        return "xxx" not in word and not _REPEATED.fullmatch(word)

    def _pieces(self, folded: str) -> list[tuple[str, bool]]:
        """Pieces as the segmenter cuts them, each with whether it follows the one before without a gap."""
        pieces: list[tuple[str, bool]] = []
        end = -1
        for run in self._runs.finditer(folded):
            text, is_run_on = run.group(), run.start() == end
            end = run.end()
            if _IS_HAN.match(text) and text not in self._words:
                for piece in self._jieba.cut(text):
                    pieces.append((piece, is_run_on))
                    is_run_on = True
            else:
                pieces.append((text.removesuffix("'s"), is_run_on))
        return pieces

    def _joined(self, pieces: list[tuple[str, bool]]) -> list[tuple[str, bool]]:
        """Where the segmenter cut a dictionary word apart all the same, it is joined; the longest one first."""
        joined: list[tuple[str, bool]] = []
        at, total = 0, len(pieces)
        while at < total:
            word, is_run_on = pieces[at]
            best, behind, grown = word, at + 1, word
            for place in range(at + 1, min(at + _MOST_JOINED, total)):
                if not pieces[place][1]:
                    break
                grown += pieces[place][0]
                if grown in self._words:
                    best, behind = grown, place + 1
            joined.append((best, is_run_on))
            at = behind
        return joined

    def _negated(self, pieces: list[tuple[str, bool]]) -> Iterator[str]:
        """The pieces as words; a negation and the word it negates are one."""
        at, total = 0, len(pieces)
        while at < total:
            word = pieces[at][0]
            at += 1
            if (form := NEGATIONS.get(word)) is None:
                yield word
                continue
            target = at
            while target < total and pieces[target][1] and pieces[target][0] in _FILLERS:
                target += 1
            if target < total and pieces[target][1] and pieces[target][0] not in self._stop:
                yield form + pieces[target][0]
                at = target + 1
            else:
                yield word


def segmenter_of(dictionary: Dictionary) -> Segmenter:
    """A segmenter with this dictionary, this thread's own; the last one is kept: making one takes longer than most
    banks' new texts."""
    return _kept(dictionary, threading.get_ident())


@lru_cache(maxsize=1)
def _kept(dictionary: Dictionary, _thread: int) -> Segmenter:
    return Segmenter(dictionary)


def _is_mixed(word: str) -> bool:
    return 1 < len(_IS_HAN.sub("", word)) + 1 <= len(word)
